import { expect, test } from "vitest";
import { option } from "../charts/option.ts";
import { parts } from "./hatch.ts";
import { thinned, type Ring } from "./lasso.ts";
import { whole } from "./settings.ts";
import { style, LEVELS } from "./style.ts";

const settings = {
  areas: "/tiles/areas/{z}/{x}/{y}.mvt", points: "/tiles/points/records/{z}/{x}/{y}.mvt?unit=1", cards: "", select: "",
  layer: "records", box: null, schematic: true, fault: "", base: null,
};

test("a long line keeps its shape with fewer corners", () => {
  const ring: Ring = Array.from({ length: 1000 }, (_, at) => [at, 0]);
  const short = thinned(ring);
  expect(short).toHaveLength(400);
  expect(short[0]).toEqual([0, 0]);
  expect(short.every(([lon], at) => at === 0 || lon > short[at - 1]![0])).toBe(true);
});

test("a short line is left as it is", () => {
  const ring: Ring = [[0, 0], [1, 0], [1, 1]];
  expect(thinned(ring)).toBe(ring);
});

test("addresses of tiles are whole and keep their places", () => {
  expect(whole("/tiles/{z}/{x}/{y}.mvt?a=1")).toBe(`${location.origin}/tiles/{z}/{x}/{y}.mvt?a=1`);
});

test.each(LEVELS)("a style of the %s level asks only this host and names no glyphs", (level) => {
  const made = style(settings, level);
  const addresses = Object.values(made.sources).flatMap((each) => ("tiles" in each ? (each.tiles ?? []) : []));
  expect(addresses).toHaveLength(2);
  expect(addresses.every((each) => each.startsWith(location.origin))).toBe(true);
  expect(made.glyphs).toBeUndefined();
  expect(made.sprite).toBeUndefined();
});

test("without points there is no layer of them", () => {
  const made = style({ ...settings, points: "" }, "village");
  expect(made.layers.map((layer) => layer.id)).not.toContain("clusters");
});

test("a colour is three numbers", () => {
  expect(parts("#7c8796")).toEqual([124, 135, 150]);
});

test("parts of a whole stand on each other, from zero", () => {
  const told = { units: ["a"], series: [{ name: "m", values: [1] }, { name: "f", values: [2] }], stacked: true };
  const made = option(told, (name) => name) as { series: { stack?: string }[]; yAxis: { min: number } };
  expect(made.series.map((each) => each.stack)).toEqual(["whole", "whole"]);
  expect(made.yAxis.min).toBe(0);
});

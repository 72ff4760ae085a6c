/** How the map looks: our own outlines, shades of a figure, points by tone; no tile of a stranger. */
import type { ExpressionSpecification, LayerSpecification, StyleSpecification } from "maplibre-gl";
import { token, whole, type Base, type Settings } from "./settings.ts";

export const LEVELS = ["county", "township", "village"];
const FONT = ["sans-serif"];
const POINTS = 16;

/** Colours of the tones of a layer of points, from what needs no colour to what is seen first. */
export function tones(layer: string): string[] {
  if (layer === "damages") return [token("d0"), token("d3"), token("d2"), token("d1")];
  if (layer === "records") return [token("brand"), token("w"), token("e"), token("e")];
  return [token("d0"), token("brand"), token("brand"), token("brand")];
}

/** Shapes beside the colours, so that nothing is told by colour alone. */
export function shapes(layer: string): string[] {
  if (layer === "damages") return ["○", "●", "▲", "■"];
  if (layer === "records") return ["●", "▲", "◆", "◆"];
  return ["■", "■", "■", "■"];
}

function byTone(values: string[]): ExpressionSpecification {
  const [none = "", one = "", two = "", three = ""] = values;
  return ["match", ["get", "worst"], 3, three, 2, two, 1, one, none] as ExpressionSpecification;
}

function shade(): ExpressionSpecification {
  return [
    "match", ["coalesce", ["feature-state", "shade"], -2],
    0, token("land"), 1, token("q1"), 2, token("q2"), 3, token("q3"), 4, token("q4"), 5, token("q5"),
    token("land"),
  ] as ExpressionSpecification;
}

function areas(level: string): LayerSpecification[] {
  const wider = LEVELS.slice(0, LEVELS.indexOf(level));
  const fill: LayerSpecification = {
    id: "shades", type: "fill", source: "areas", "source-layer": level,
    paint: { "fill-color": shade(), "fill-opacity": ["case", ["boolean", ["feature-state", "lit"], false], 0.75, 0.9] },
  };
  const hatch: LayerSpecification = {
    id: "unknown", type: "fill", source: "areas", "source-layer": level,
    paint: { "fill-pattern": "hatch", "fill-opacity": ["case", ["==", ["coalesce", ["feature-state", "shade"], 0], -1], 1, 0] },
  };
  const own: LayerSpecification = {
    id: "edges", type: "line", source: "areas", "source-layer": level,
    paint: {
      "line-color": token("border"),
      "line-width": ["case", ["boolean", ["feature-state", "lit"], false], 2.5, 0.8],
    },
  };
  const edges = wider.map((each): LayerSpecification => ({
    id: `edges-${each}`, type: "line", source: "areas", "source-layer": each,
    paint: { "line-color": token("border"), "line-width": each === "county" ? 1.8 : 1.3 },
  }));
  return [fill, hatch, own, ...edges];
}

function names(level: string): LayerSpecification[] {
  return LEVELS.slice(0, LEVELS.indexOf(level) + 1).map((each): LayerSpecification => ({
    id: `names-${each}`, type: "symbol", source: "areas", "source-layer": `${each}_name`,
    ...(each === level ? {} : { maxzoom: each === "county" ? 8.5 : 10 }),
    layout: {
      "text-field": ["get", "name"], "text-font": FONT, "text-size": each === "county" ? 14 : each === "township" ? 13 : 12,
      "text-padding": 3,
    },
    paint: {
      "text-color": each === level ? token("ink") : token("ink-2"),
      "text-halo-color": token("panel"), "text-halo-width": 1.6,
    },
  }));
}

function points(settings: Settings): LayerSpecification[] {
  if (!settings.points) return [];
  const colour = byTone(tones(settings.layer));
  const many: ExpressionSpecification = [">", ["get", "n"], 1];
  return [
    {
      id: "clusters", type: "circle", source: "points", "source-layer": "points", filter: many,
      paint: {
        "circle-color": token("panel"), "circle-opacity": 0.92, "circle-stroke-color": colour, "circle-stroke-width": 3,
        "circle-radius": ["interpolate", ["linear"], ["log10", ["get", "n"]], 0.3, 10, 2, 15, 4, 21],
      },
    },
    {
      id: "counts", type: "symbol", source: "points", "source-layer": "points", filter: many,
      layout: {
        "text-field": ["case", [">=", ["get", "n"], 10000],
          ["concat", ["to-string", ["/", ["round", ["/", ["get", "n"], 100]], 10]], "k"], ["to-string", ["get", "n"]]],
        "text-font": FONT, "text-size": 11, "text-allow-overlap": true, "text-ignore-placement": true,
      },
      paint: { "text-color": token("ink") },
    },
    {
      id: "singles", type: "symbol", source: "points", "source-layer": "points", filter: ["==", ["get", "n"], 1],
      layout: {
        "text-field": byTone(shapes(settings.layer)), "text-font": FONT, "text-size": 14,
        "text-allow-overlap": true, "text-ignore-placement": true,
      },
      paint: { "text-color": colour, "text-halo-color": token("panel"), "text-halo-width": 1.5 },
    },
  ];
}

function beneath(base: Base): LayerSpecification[] {
  if (!base.vector) return [{ id: "base", type: "raster", source: "base" }];
  const named = (pattern: RegExp): string[] => base.layers.filter((each) => pattern.test(each));
  return [
    ...named(/water/i).map((each): LayerSpecification => ({
      id: `base-${each}`, type: "fill", source: "base", "source-layer": each,
      paint: { "fill-color": token("q2") }, filter: ["==", ["geometry-type"], "Polygon"],
    })),
    ...named(/road|transport|street|rail/i).map((each): LayerSpecification => ({
      id: `base-${each}`, type: "line", source: "base", "source-layer": each,
      paint: { "line-color": token("line-3"), "line-width": 1 },
    })),
  ];
}

/** The whole style of a map that colours units of `level`. */
export function style(settings: Settings, level: string): StyleSpecification {
  const sources: StyleSpecification["sources"] = {
    areas: { type: "vector", tiles: [whole(settings.areas)], minzoom: 0, maxzoom: 14 },
    line: { type: "geojson", data: { type: "FeatureCollection", features: [] } },
  };
  if (settings.points) {
    sources["points"] = { type: "vector", tiles: [whole(settings.points)], minzoom: 0, maxzoom: POINTS };
  }
  const base = settings.base;
  if (base) {
    const told = { tiles: [whole(base.tiles)], minzoom: base.least, maxzoom: base.most };
    sources["base"] = base.vector ? { type: "vector", ...told } : { type: "raster", tileSize: 256, ...told };
  }
  const shaded = areas(level);
  if (base && shaded[0]?.type === "fill") shaded[0].paint = { ...shaded[0].paint, "fill-opacity": 0.55 };
  return {
    version: 8,
    sources,
    layers: [
      { id: "ground", type: "background", paint: { "background-color": token("map") } },
      ...(base ? beneath(base) : []),
      ...shaded,
      ...names(level),
      ...points(settings),
      { id: "line-fill", type: "fill", source: "line", paint: { "fill-color": token("brand"), "fill-opacity": 0.15 } },
      { id: "line-edge", type: "line", source: "line", paint: { "line-color": token("brand"), "line-width": 2 } },
    ],
  };
}

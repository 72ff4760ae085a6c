/**
 * One SVG of the icons in use: Tabler's outline icons named by `icon("name")` in a template, a
 * script or web/icons.txt, and our own shapes for severity and damage from web/glyphs.svg.
 */
import { existsSync, readFileSync } from "node:fs";
import type { Plugin } from "vite";
import { sources } from "./sources.ts";

const OUTLINE = "node_modules/@tabler/icons/icons/outline";
const CALL = /\bicon\(\s*["']([a-z0-9-]+)["']/g;

/** Names whose call carries a variable, one a line; `#` starts a comment. */
function listed(): string[] {
  return readFileSync("web/icons.txt", "utf-8")
    .split("\n")
    .map((line) => line.replace(/#.*/, "").trim())
    .filter(Boolean);
}

function used(): Map<string, string> {
  const places = new Map(listed().map((name) => [name, "web/icons.txt"]));
  for (const [path, text] of sources()) {
    for (const [, name] of text.matchAll(CALL)) if (name) places.set(name, path);
  }
  return places;
}

function symbol(name: string, place: string): string {
  const path = `${OUTLINE}/${name}.svg`;
  if (!existsSync(path)) throw new Error(`${place} asks for the icon "${name}"; Tabler has none of that name`);
  const shapes = readFileSync(path, "utf-8").match(/<(path|circle|rect|line|ellipse)\b[^>]*\/>/g) ?? [];
  const drawn = shapes.filter((shape) => !shape.includes('d="M0 0h24v24H0z"'));
  return `<symbol id="${name}" viewBox="0 0 24 24">${drawn.join("")}</symbol>`;
}

function glyphs(): string {
  const text = readFileSync("web/glyphs.svg", "utf-8");
  const symbols = text.match(/<symbol[\s\S]*?<\/symbol>/g) ?? [];
  return symbols.map((each) => each.replace(/\s+/g, " ")).join("\n");
}

/** The sprite's text, icons in the order of their names. */
export function sprite(): string {
  const icons = [...used()].sort().map(([name, place]) => symbol(name, place));
  return `<svg xmlns="http://www.w3.org/2000/svg">\n${glyphs()}\n${icons.join("\n")}\n</svg>\n`;
}

/** Put the sprite into the build as `icons.svg`, hashed and listed in the manifest. */
export function iconSprite(): Plugin {
  return {
    name: "icon-sprite",
    apply: "build",
    generateBundle() {
      this.emitFile({ type: "asset", name: "icons.svg", originalFileName: "web/icons.svg", source: sprite() });
    },
  };
}

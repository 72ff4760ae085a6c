/** Where names of icons and classes may stand: templates, islands, and the pages' Python. */
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

const FOLDERS = [
  { folder: "server/console", suffixes: [".html", ".py"] },
  { folder: "web", suffixes: [".ts"] },
];
const GENERATED = ["static/build", "web/bundling"];

function* files(folder: string, suffixes: string[]): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name).replaceAll("\\", "/");
    if (GENERATED.some((part) => path.endsWith(part))) continue;
    if (entry.isDirectory()) yield* files(path, suffixes);
    else if (suffixes.some((suffix) => path.endsWith(suffix))) yield path;
  }
}

/** Every source text that may name an icon or a class, by its path. */
export function sources(): Map<string, string> {
  const texts = new Map<string, string>();
  for (const { folder, suffixes } of FOLDERS) {
    for (const path of files(folder, suffixes)) texts.set(path, readFileSync(path, "utf-8"));
  }
  return texts;
}

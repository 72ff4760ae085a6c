import { defineConfig } from "vitest/config";
import { compress } from "./web/bundling/compress.ts";
import { licences } from "./web/bundling/licences.ts";
import { phrases } from "./web/bundling/phrases.ts";
import { prune } from "./web/bundling/prune.ts";
import { iconSprite } from "./web/bundling/sprite.ts";

const OUT = "server/console/static/build";

export default defineConfig(({ command }) => ({
  // Files are named from each other, so the pages work below any path a proxy gives them.
  base: "./",
  publicDir: false,
  build: {
    outDir: OUT,
    emptyOutDir: true,
    manifest: "manifest.json",
    // The last browsers that run on the offices' Windows 7 machines.
    target: ["chrome109", "firefox115"],
    // The pages' policy allows no script in the page; nothing is put there.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: { console: "web/console.ts", style: "web/console.css", form: "web/form.ts", formStyle: "web/form/form.css", map: "web/map.ts", mapStyle: "web/map.css", charts: "web/charts.ts" },
    },
  },
  // The map's own worker is a module; browsers as old as the target run it.
  worker: { format: "es" },
  css: {
    postcss: { plugins: command === "build" ? [prune("/@tabler/core/")] : [] },
  },
  plugins: [phrases(), iconSprite(), licences(["@tabler/core", "@tabler/icons"]), compress(OUT)],
  test: { environment: "jsdom", include: ["web/**/*.test.ts"] },
}));

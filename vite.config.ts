import { defineConfig } from "vitest/config";
import { compress } from "./web/bundling/compress.ts";
import { licences } from "./web/bundling/licences.ts";
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
      input: { console: "web/console.ts", style: "web/console.css" },
    },
  },
  css: {
    postcss: { plugins: command === "build" ? [prune("/@tabler/core/")] : [] },
  },
  plugins: [iconSprite(), licences(["@tabler/core", "@tabler/icons"]), compress(OUT)],
  test: { environment: "jsdom", include: ["web/**/*.test.ts"] },
}));

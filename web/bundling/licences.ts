/** `licences.txt`: what of other people's work is in the build, and under which terms. */
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

interface Package {
  name: string;
  version: string;
  license?: string;
  author?: string | { name: string };
}

const MIT = `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and
associated documentation files (the "Software"), to deal in the Software without restriction,
including without limitation the rights to use, copy, modify, merge, publish, distribute,
sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or
substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT
NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND
NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM,
DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT
OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;

/** Folder of the package that `module` belongs to, or nothing for our own sources. */
export function packageFolder(module: string): string | undefined {
  return /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(module.replaceAll("\\", "/"))?.[0];
}

/** The terms as the package ships them; where it ships none, the text that its name stands for. */
function terms(folder: string, pkg: Package): string {
  const file = readdirSync(folder).find((name) => /^(licen[cs]e|copying)/i.test(name));
  if (file) return readFileSync(join(folder, file), "utf-8").trim();
  if (pkg.license === "Apache-2.0") return readFileSync("LICENSE", "utf-8").trim();
  if (pkg.license !== "MIT") throw new Error(`${pkg.name} comes without the text of its licence`);
  const author = typeof pkg.author === "string" ? pkg.author : (pkg.author?.name ?? pkg.name);
  return `MIT License\n\nCopyright (c) the authors of ${pkg.name} (${author})\n\n${MIT}`;
}

function notice(folder: string): string {
  const pkg = JSON.parse(readFileSync(join(folder, "package.json"), "utf-8")) as Package;
  return `${pkg.name} ${pkg.version} (${pkg.license ?? "see below"})\n\n${terms(folder, pkg)}\n`;
}

/** Collect the notices of every bundled package, and of `always`, which come in as data. */
export function licences(always: string[]): Plugin {
  const folders = new Set(always.map((name) => join(process.cwd(), "node_modules", name).replaceAll("\\", "/")));
  return {
    name: "licences",
    apply: "build",
    generateBundle(_options, bundle) {
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== "chunk") continue;
        for (const module of Object.keys(chunk.modules)) {
          const folder = packageFolder(module);
          if (folder && existsSync(join(folder, "package.json"))) folders.add(folder);
        }
      }
      const text = [...folders].sort().map(notice).join(`\n${"-".repeat(78)}\n\n`);
      this.emitFile({ type: "asset", fileName: "licences.txt", source: text });
    },
  };
}

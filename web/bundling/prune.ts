/**
 * Leave out of Tabler's stylesheet what no page can match: a rule stays when every class in its
 * selector is a word somewhere in the templates, the scripts or the pages' Python.
 */
import type { Plugin as PostcssPlugin, Rule } from "postcss";
import { sources } from "./sources.ts";

const WORD = /[A-Za-z_-][\w-]*/g;
const CLASS = /\.(-?[A-Za-z_](?:[\w-]|\\.)*)/g;
const LOOSE = /:(?:not|is|where|has)\([^()]*(?:\([^()]*\)[^()]*)*\)/g;

/** Words of every source: each may be a class. */
function vocabulary(): Set<string> {
  const words = new Set<string>();
  for (const text of sources().values()) for (const [word] of text.matchAll(WORD)) words.add(word);
  return words;
}

/** Whether a page that uses only `words` as classes could match `selector`. */
export function reachable(selector: string, words: ReadonlySet<string>): boolean {
  const strict = selector.replace(LOOSE, "");
  return [...strict.matchAll(CLASS)].every(([, name]) => words.has((name ?? "").replaceAll("\\", "")));
}

/** PostCSS plugin that prunes the files whose path contains `part`. */
export function prune(part: string): PostcssPlugin {
  const words = vocabulary();
  return {
    postcssPlugin: "prune-unused-classes",
    OnceExit(root) {
      root.walkRules((rule: Rule) => {
        if (!rule.source?.input.file?.replaceAll("\\", "/").includes(part)) return;
        const kept = rule.selectors.filter((selector) => reachable(selector, words));
        if (kept.length === 0) rule.remove();
        else if (kept.length < rule.selectors.length) rule.selectors = kept;
      });
      root.walkAtRules(/^(media|supports|layer)$/, (rule) => {
        if (rule.nodes?.length === 0) rule.remove();
      });
    },
  };
}

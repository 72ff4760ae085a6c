/**
 * The words of `@getodk/web-forms`, which are written into its code in English: each becomes a look
 * into our dictionary, so that one build speaks the reader's language.  A phrase without
 * translation, or a translation whose phrase is gone, fails the build.
 *
 * On the way three places of it are opened to the page: what it begins with, the form it has
 * opened, and where its map takes pictures from.
 */
import { parseAst, type Plugin } from "vite";
import { PHRASES, SILENT } from "../form/phrases.ts";

const PACKAGE = /\/node_modules\/@getodk\/web-forms\/dist\/[\w-]+\.js$/;
const WORDS = "/web/form/say.ts";

interface Node {
  type: string;
  start: number;
  end: number;
  [key: string]: unknown;
}

interface Text {
  node: Node;
  phrase: string;
}

interface Edit {
  start: number;
  end: number;
  text: string;
}

/** Code of the package that is put otherwise: what stands there, and what comes instead. */
const PLACES: [string, string][] = [
  ["gA = initializeFormState()", "gA = __opened(initializeFormState())"],
  ["const rA = AA.createInstance(nA);\n      return success(AA, rA);", "return success(AA, await __begin(AA, nA));"],
  // An office's computer has no place of its own: not knowing it is no error to begin with.
  [', pA.value = "Location unavailable. Enable GPS and browser permissions, then restart the form to try again.";', ";"],
  // The map shows our own outlines, which need no thanks.
  ["t = [Vy];", "t = [];"],
  ["center: Fu,\n          zoom: bu,", "center: __middle(Fu), zoom: __zoom(bu),"],
  ["return Up(...o).join(\" \");", "return __point(Up(...o));"],
  ['"https://tile.openstreetmap.org/{z}/{x}/{y}.png"', "__tiles()"],
];

const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null && "type" in value;

function* children(node: Node): Generator<[string, Node]> {
  for (const [key, value] of Object.entries(node)) {
    for (const each of Array.isArray(value) ? value : [value]) if (isNode(each)) yield [key, each];
  }
}

const keyOf = (property: Node): string => {
  const key = property["key"] as Node | undefined;
  return String(key?.["name"] ?? key?.["value"] ?? "");
};

/** Whether an object literal holds words wherever it stands: a component, or a list of words. */
function speaks(node: Node): boolean {
  const keys = (node["properties"] as Node[]).map(keyOf);
  return ["__name", "dayNamesMin", "requiredMsg"].some((key) => keys.includes(key)) || (keys.includes("title") && keys.includes("message"));
}

function phraseOf(node: Node): string | undefined {
  if (node.type === "Literal") return typeof node["value"] === "string" ? node["value"] : undefined;
  if (node.type !== "TemplateLiteral") return undefined;
  const parts = (node["quasis"] as Node[]).map((each) => (each["value"] as { cooked: string }).cooked);
  return parts.reduce((text, part, at) => `${text}{${at - 1}}${part}`);
}

/** Whether a text is for people's eyes: it begins with a capital letter or holds several words. */
function isPhrase(text: string, key: string): boolean {
  if (key === "__name" || key === "class" || key === "name") return false;
  if (!/[A-Za-z]{2}/.test(text) || /^[A-Z0-9_]+$/.test(text.trim())) return false;
  return /^\W*[A-Z]/.test(text) || /[a-z0-9}] [a-z]/i.test(text);
}

function* texts(node: Node, inside: boolean, key = ""): Generator<Text> {
  const here = inside || (node.type === "ObjectExpression" && speaks(node));
  const phrase = here ? phraseOf(node) : undefined;
  if (phrase !== undefined && isPhrase(phrase, key)) yield { node, phrase };
  const own = node.type === "Property" ? keyOf(node) : key;
  for (const [name, child] of children(node)) {
    if (node.type === "Property" && name === "key") continue;
    yield* texts(child, here, own);
  }
}

function said({ node, phrase }: Text, code: string): Edit {
  const values = ((node["expressions"] ?? []) as Node[]).map((each) => `, ${code.slice(each.start, each.end)}`);
  return { start: node.start, end: node.end, text: `__say(${JSON.stringify(phrase)}${values.join("")})` };
}

function edited(code: string, edits: Edit[]): string {
  let [at, out] = [0, ""];
  for (const edit of edits.sort((one, other) => one.start - other.start)) {
    if (edit.start < at) continue;
    out += code.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return out + code.slice(at);
}

/** What the package says, found in its code, with what of it was met in `met`. */
export function translated(code: string, met: Set<string>, unknown: Set<string>): string {
  const edits: Edit[] = [];
  for (const text of texts(parseAst(code) as unknown as Node, false)) {
    met.add(text.phrase);
    if (text.phrase in PHRASES) edits.push(said(text, code));
    else if (!SILENT.has(text.phrase)) unknown.add(text.phrase);
  }
  return edited(code, edits);
}

/** Put our dictionary into the web form; say at the end of the build what does not fit. */
export function phrases(): Plugin {
  const [met, unknown, opened] = [new Set<string>(), new Set<string>(), new Set<string>()];
  return {
    name: "phrases",
    enforce: "pre",
    apply: "build",
    transform(code, id) {
      const path = id.replaceAll("\\", "/").split("?")[0] ?? "";
      if (!PACKAGE.test(path) || path.endsWith("/index.js")) return undefined;
      let changed = translated(code, met, unknown);
      for (const [from, to] of PLACES) {
        if (!changed.includes(from)) continue;
        changed = changed.replace(from, () => to);
        opened.add(from);
      }
      const names = "say as __say, opened as __opened, begin as __begin, tiles as __tiles, middle as __middle, zoom as __zoom, point as __point";
      return { code: `import { ${names} } from ${JSON.stringify(WORDS)};\n${changed}`, map: null };
    },
    buildEnd(error) {
      if (error || met.size === 0) return;
      const gone = [...Object.keys(PHRASES), ...SILENT].filter((phrase) => !met.has(phrase));
      const shut = PLACES.map(([from]) => from).filter((from) => !opened.has(from));
      const lines = [
        ...[...unknown].map((phrase) => `no translation: ${JSON.stringify(phrase)}`),
        ...gone.map((phrase) => `no longer there: ${JSON.stringify(phrase)}`),
        ...shut.map((place) => `this code is no longer there: ${place}`),
      ];
      if (lines.length > 0) this.error(`the web form and web/form/phrases.ts do not fit:\n${lines.join("\n")}`);
    },
  };
}

// Fills in forms with the engine of ODK Web Forms, as told by lines of JSON on stdin.
//
// Each line is one order, {"do": …}; each is answered by one line, {"ok": …} or {"error": "…"}.
//   clock   ahead             the tablet's clock, in milliseconds before ours
//   open    formXml, media {name: base64}, preload {}, language, edit   a new instance, or an edit
//   count   ref, n            so many rows of a repeat
//   answer  ref, value        text, a choice, a list of choices
//   file    ref, name, type, content (base64)
//   look    ref               value, relevant, valid, message, choices
//   payload maxSize           {status, violations, posts: [[{name, type, content}]]}

import { createInterface } from 'node:readline';
import { JSDOM } from 'jsdom';

// The engine wants a browser's DOM at import; everything of HTTP must stay Node's own.
const { window } = new JSDOM('<!doctype html>', { url: 'http://127.0.0.1/' });
const DOM = [
  'document', 'DOMParser', 'XMLSerializer', 'Node', 'Element', 'Document', 'XMLDocument', 'Attr',
  'Text', 'Comment', 'CDATASection', 'ProcessingInstruction', 'NodeFilter', 'XPathResult',
];
for (const name of DOM) if (!(name in globalThis)) globalThis[name] = window[name];
const Ours = Date;
let ahead = 0;
globalThis.Date = class extends Ours {
  constructor(...given) {
    if (given.length) super(...given);
    else super(Ours.now() + ahead);
  }

  static now() {
    return Ours.now() + ahead;
  }
};
globalThis.__dirname = '.'; // its WebAssembly loader asks for it when it sees Node
const { loadForm } = await import('@getodk/xforms-engine');

let root;

function clock(given) {
  ({ ahead } = given);
}

async function open({ formXml, media = {}, preload = {}, language, edit }) {
  const fetchFormAttachment = async (url) => {
    const name = decodeURIComponent(String(url).split('/').pop());
    if (!(name in media)) return new Response('', { status: 404 });
    return new Response(Buffer.from(media[name], 'base64'));
  };
  const form = await loadForm(formXml, { fetchFormAttachment });
  if (form.status === 'failure') throw form.error;
  const options = { preloadProperties: preload };
  const earlier = {
    inputType: 'FORM_INSTANCE_INPUT_RESOLVABLE',
    resolveInstance: () => edit,
    attachments: new Map(),
  };
  ({ root } = edit ? await form.editInstance(earlier, options) : form.createInstance(options));
  if (language) root.setLanguage(root.languages.find((each) => each.language === language));
  return { title: form.title ?? '', warnings: form.warnings?.warnings?.length ?? 0 };
}

function* walk(node) {
  yield node;
  for (const child of node.currentState.children ?? []) yield* walk(child);
}

function at(ref) {
  for (const node of walk(root)) if (node.currentState.reference === ref) return node;
  throw new Error(`there is no ${ref}`);
}

function count({ ref, n }) {
  const range = at(ref);
  const have = range.currentState.children.length;
  if (n > have) range.addInstances(have - 1, n - have);
  else if (n < have) range.removeInstances(n, have - n);
}

function answer({ ref, value }) {
  const node = at(ref);
  if (node.nodeType === 'select') {
    if (Array.isArray(value)) node.selectValues(value);
    else node.selectValue(value);
  } else node.setValue(value);
}

function file({ ref, name, type, content }) {
  at(ref).setValue(new File([Buffer.from(content, 'base64')], name, { type }));
}

function look({ ref }) {
  const { currentState: state, validationState } = at(ref);
  const violation = validationState?.violation ?? null;
  return {
    value: plain(state.value),
    relevant: state.relevant,
    violated: violation?.condition ?? null,
    message: violation?.message?.asString ?? null,
    choices: state.valueOptions?.map((each) => [each.value, each.label?.asString ?? '']) ?? null,
  };
}

const plain = (value) =>
  value === null || ['string', 'number', 'boolean'].includes(typeof value)
    ? value
    : Array.isArray(value) ? value.map(plain) : String(value);

async function payload({ maxSize }) {
  const chunked = maxSize ? { payloadType: 'chunked', maxSize } : {};
  const made = await root.prepareInstancePayload(chunked);
  const forms = Array.isArray(made.data) ? made.data : [made.data];
  return {
    status: made.status,
    violations: (made.violations ?? []).map((each) => each.reference),
    posts: await Promise.all(forms.map(parts)),
  };
}

async function parts(form) {
  const found = [];
  for (const [name, part] of form) {
    const content = Buffer.from(await part.arrayBuffer()).toString('base64');
    found.push({ name, filename: part.name, type: part.type, content });
  }
  return found;
}

const ORDERS = { clock, open, count, answer, file, look, payload };

for await (const line of createInterface({ input: process.stdin })) {
  const { do: what, ...given } = JSON.parse(line);
  let told;
  try {
    told = { ok: (await ORDERS[what](given)) ?? true };
    await new Promise((done) => setTimeout(done, 0)); // calculations follow on the next turn
  } catch (error) {
    told = { error: `${error?.message ?? error}` };
  }
  process.stdout.write(`${JSON.stringify(told)}\n`);
}
process.exit(0);

/**
 * What was typed into a form and did not reach the server: kept in this browser for a day, put back
 * when the same record is opened again, also after signing in anew.  It goes once the server has
 * taken it, or when its writer signs out.
 */
import { island } from "../islands.ts";

const PREFIX = "mz-draft:";
const SENT = "mz-draft-sent";
const DAY_MS = 24 * 3600 * 1000;
const REFUSED = ".mz-note.e, .mz-blank.failed, .mz-login, #not-sent:not([hidden])";

interface Draft {
  at: number;
  values: Record<string, string[]>;
}

island("draft", (element) => {
  const form = element as HTMLFormElement;
  const key = PREFIX + form.dataset["draft"];
  const kept = read(key);
  if (kept) putBack(form, kept);
  form.addEventListener("input", () => write(key, form));
  form.addEventListener("change", () => write(key, form));
  form.addEventListener("submit", () => sessionStorage.setItem(SENT, key));
});

/** Forget what the server has taken: the page that answers says of no failure. */
export function settled(page: Document): void {
  const key = sessionStorage.getItem(SENT);
  if (!key) return;
  sessionStorage.removeItem(SENT);
  if (!page.querySelector(REFUSED)) localStorage.removeItem(key);
}

/** Nothing written stays for the next person at this computer. */
export function forgetOnLeaving(page: Document): void {
  page.addEventListener("submit", (event) => {
    if (!(event.target instanceof Element) || !event.target.matches("[data-leaving]")) return;
    for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX)) localStorage.removeItem(key);
  });
}

function read(key: string): Draft | null {
  const text = localStorage.getItem(key);
  if (!text) return null;
  const draft = JSON.parse(text) as Draft;
  if (Date.now() - draft.at < DAY_MS) return draft;
  localStorage.removeItem(key);
  return null;
}

function write(key: string, form: HTMLFormElement): void {
  const values: Record<string, string[]> = {};
  for (const field of typed(form)) {
    const text = isTick(field) ? (field.checked ? field.value : "") : field.value;
    (values[field.name] ??= []).push(text);
  }
  localStorage.setItem(key, JSON.stringify({ at: Date.now(), values } satisfies Draft));
}

function putBack(form: HTMLFormElement, draft: Draft): void {
  const left = new Map(Object.entries(draft.values).map(([name, texts]) => [name, [...texts]]));
  for (const field of typed(form)) {
    const text = left.get(field.name)?.shift();
    if (text === undefined) continue;
    if (isTick(field)) field.checked = text === field.value;
    else field.value = text;
  }
  const note = form.querySelector<HTMLElement>("[data-draft-note]");
  if (note) note.hidden = false;
  const box = form.closest<HTMLDetailsElement>("details.mz-box");
  if (box) box.open = true;
}

type Typed = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

function typed(form: HTMLFormElement): Typed[] {
  const fields = form.querySelectorAll<Typed>("input:not([type=hidden]), select, textarea");
  return [...fields].filter((field) => field.name);
}

function isTick(field: Typed): field is HTMLInputElement {
  return field.type === "checkbox" || field.type === "radio";
}

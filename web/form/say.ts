/**
 * What the build puts into `@getodk/web-forms`: words in the reader's language, the beginning of a
 * form, the form it has opened, and where its map takes pictures from.
 */
import { PHRASES } from "./phrases.ts";

const isEnglish = document.documentElement.lang.startsWith("en");

/** A phrase in the page's language; `{0}` and so on stand for the values. */
export function say(phrase: string, ...values: unknown[]): string {
  const known = PHRASES[phrase];
  const words = (isEnglish ? known?.en : known?.zh) ?? phrase;
  return values.reduce<string>((text, value, at) => text.replace(`{${at}}`, () => String(value)), words);
}

/** The engine's form, as far as it is used here. */
export interface Form {
  createInstance(config: unknown): unknown;
  restoreInstance(input: { data: FormData[] }, config: unknown): Promise<unknown>;
}

/** A form that is being filled: its answers can be asked for at any time. */
export interface Root {
  prepareInstancePayload(options: { payloadType: "monolithic" }): Promise<{ data: FormData[] }>;
}

export interface Opened {
  value: { root: Root | null };
}

interface Page {
  kept: FormData | null;
  tiles: string;
  /** Degrees east and north, and how near the map begins; nothing for the whole world. */
  view: [number, number, number] | null;
  opened: (form: Opened) => void;
  lost: () => void;
}

/** What the page wants of the form; set before the form is mounted. */
export const page: Page = { kept: null, tiles: "", view: null, opened: () => undefined, lost: () => undefined };

/** Begin with the answers that were kept; with an empty form when there are none or they do not fit. */
export async function begin(form: Form, config: unknown): Promise<unknown> {
  if (page.kept === null) return form.createInstance(config);
  try {
    return await form.restoreInstance({ data: [page.kept] }, config);
  } catch (error) {
    console.warn("kept answers do not fit this form", error);
    page.lost();
    return form.createInstance(config);
  }
}

export function opened(form: Opened): Opened {
  page.opened(form);
  return form;
}

export function tiles(): string {
  return page.tiles;
}

const RADIUS_M = 6_378_137;

/** Where the map begins, in the metres of its projection. */
export function middle(world: number[]): number[] {
  if (page.view === null) return world;
  const [east, north] = page.view.map((degrees) => (degrees * Math.PI) / 180);
  return [RADIUS_M * (east ?? 0), RADIUS_M * Math.asinh(Math.tan(north ?? 0))];
}

export function zoom(world: number): number {
  return page.view?.[2] ?? world;
}

/** A place set on the map as tablets write it: height and accuracy 0 say that nothing measured it. */
export function point(parts: readonly (number | null)[]): string {
  return [...parts, ...[0, 0, 0, 0].slice(parts.length)].join(" ");
}

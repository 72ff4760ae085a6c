/** What the page tells a map, and the colours of the theme it stands in. */

export interface Base {
  tiles: string;
  vector: boolean;
  least: number;
  most: number;
  attribution: string;
  layers: string[];
}

export interface Settings {
  areas: string;
  points: string;
  cards: string;
  select: string;
  layer: string;
  box: [number, number, number, number] | null;
  schematic: boolean;
  fault: string;
  base: Base | null;
}

/** Of each unit: its class, what is said of it, and whether one can go into it. */
export interface Figures {
  level: string;
  title: string;
  units: Record<string, [number, string, boolean]>;
}

/** A token of the style sheet. */
export function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--mz-${name}`).trim();
}

/** An address of a tile, whole, with its places for zoom, column and row left as they are. */
export function whole(path: string): string {
  return new URL(path, location.href).href.replaceAll("%7B", "{").replaceAll("%7D", "}");
}

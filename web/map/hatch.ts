/** The hatch of what is not known or not reported: lines at 45 degrees, as the key shows them. */
import type { Map as MapLibre } from "maplibre-gl";
import { token } from "./settings.ts";

const SIDE = 8;

/** Three numbers of a colour token such as `#7c8796`. */
export function parts(colour: string): [number, number, number] {
  const at = (place: number): number => Number.parseInt(colour.slice(place, place + 2), 16) || 0;
  return [at(1), at(3), at(5)];
}

/** Give the map its hatch. */
export function hatch(map: MapLibre): void {
  if (map.hasImage("hatch")) return;
  const [red, green, blue] = parts(token("line-3"));
  const data = new Uint8ClampedArray(SIDE * SIDE * 4);
  for (let at = 0; at < SIDE * SIDE; at += 1) {
    const on = (at % SIDE) + Math.floor(at / SIDE);
    if (on % SIDE < 2) data.set([red, green, blue, 255], at * 4);
  }
  map.addImage("hatch", new ImageData(data, SIDE, SIDE));
}

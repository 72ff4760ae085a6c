/** The table beside a map and the map itself show the same: shades, words and what the pointer is at. */
import type { Map as MapLibre, MapGeoJSONFeature } from "maplibre-gl";
import type { Figures } from "./settings.ts";

/** What the table holds for the map; nothing where there is no table. */
export function read(): Figures | undefined {
  const told = document.querySelector<HTMLElement>("[data-figures]")?.dataset["figures"];
  return told ? (JSON.parse(told) as Figures) : undefined;
}

/** Give each unit its class. */
export function shade(map: MapLibre, figures: Figures): void {
  map.removeFeatureState({ source: "areas", sourceLayer: figures.level });
  for (const [code, [shade]] of Object.entries(figures.units)) {
    map.setFeatureState({ source: "areas", sourceLayer: figures.level, id: Number(code) }, { shade });
  }
}

/** Mark a unit on the map and in the table, or none. */
export class Light {
  private code = "";
  private readonly map: MapLibre;
  private readonly level: () => string;

  constructor(map: MapLibre, level: () => string) {
    this.map = map;
    this.level = level;
  }

  on(code: string): void {
    if (code === this.code) return;
    this.set(this.code, false);
    this.code = code;
    this.set(code, true);
  }

  private set(code: string, lit: boolean): void {
    if (!code) return;
    this.map.setFeatureState({ source: "areas", sourceLayer: this.level(), id: Number(code) }, { lit });
    document.querySelector(`tr[data-unit="${code}"]`)?.classList.toggle("lit", lit);
  }
}

/** The code of the unit under a place of the screen. */
export function unitOf(features: MapGeoJSONFeature[]): string {
  return String(features[0]?.properties["code"] ?? "");
}

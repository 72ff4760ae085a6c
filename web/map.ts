/** The maps of a page; this script and MapLibre are loaded only where there is one. */
import { setWorkerUrl } from "maplibre-gl";
import worker from "maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url";
import { BigMap } from "./map/bigmap.ts";

setWorkerUrl(worker);

function drawable(): boolean {
  return document.createElement("canvas").getContext("webgl2") !== null;
}

const maps: BigMap[] = [];
for (const box of document.querySelectorAll<HTMLElement>("[data-map]")) {
  if (drawable()) {
    maps.push(new BigMap(box));
    continue;
  }
  box.querySelector('[data-part="loading"]')?.setAttribute("hidden", "");
  box.querySelector('[data-part="nowebgl"]')?.removeAttribute("hidden");
}
document.addEventListener("htmx:after:settle", () => maps.forEach((map) => map.renew()));

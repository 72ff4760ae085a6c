/** Drawing around points: by dragging a line, or corner by corner; what it gives is a ring of places. */
import type { GeoJSONSource, LngLat, Map as MapLibre, MapMouseEvent, MapTouchEvent } from "maplibre-gl";

export type Ring = [number, number][];

const LEAST_PX = 6;
const MOST = 400;

/** At most so many corners, evenly left out. */
export function thinned(ring: Ring, most = MOST): Ring {
  if (ring.length <= most) return ring;
  const step = ring.length / most;
  return Array.from({ length: most }, (_, at) => ring[Math.floor(at * step)] ?? ring[0]!);
}

export class Lasso {
  private ring: Ring = [];
  private dragging = false;
  private moved = false;
  private readonly map: MapLibre;
  private readonly done: (ring: Ring) => void;
  private readonly changed: (active: boolean) => void;
  active = false;

  constructor(map: MapLibre, done: (ring: Ring) => void, changed: (active: boolean) => void) {
    this.map = map;
    this.done = done;
    this.changed = changed;
    const down = (event: MapMouseEvent | MapTouchEvent): void => this.press(event);
    const move = (event: MapMouseEvent | MapTouchEvent): void => this.drag(event.lngLat);
    map.on("mousedown", down);
    map.on("touchstart", down);
    map.on("mousemove", move);
    map.on("touchmove", move);
    map.on("mouseup", (event) => this.release(event.lngLat));
    map.on("touchend", (event) => this.release(event.lngLat));
    map.on("dblclick", (event) => {
      if (!this.active) return;
      event.preventDefault();
      this.finish();
    });
  }

  /** Begin, or give up. */
  turn(on: boolean): void {
    this.active = on;
    this.ring = [];
    this.dragging = this.moved = false;
    const handler = on ? "disable" : "enable";
    this.map.dragPan[handler]();
    this.map.doubleClickZoom[handler]();
    this.map.getCanvas().style.cursor = on ? "crosshair" : "";
    this.changed(on);
  }

  /** Show a ring on the map. */
  show(ring: Ring): void {
    const source = this.map.getSource<GeoJSONSource>("line");
    const closed = ring.length ? [...ring, ring[0]!] : [];
    void source?.setData(
      closed.length > 3
        ? { type: "Feature", properties: {}, geometry: { type: "Polygon", coordinates: [closed] } }
        : { type: "Feature", properties: {}, geometry: { type: "LineString", coordinates: closed.length ? closed : [[0, 0], [0, 0]] } },
    );
  }

  private press(event: MapMouseEvent | MapTouchEvent): void {
    if (!this.active) return;
    event.preventDefault();
    this.dragging = true;
    this.moved = false;
    this.add(event.lngLat);
  }

  private drag(at: LngLat): void {
    if (!this.active || !this.dragging) return;
    const last = this.ring.at(-1);
    if (last) {
      const from = this.map.project(last);
      const to = this.map.project(at);
      if (Math.hypot(from.x - to.x, from.y - to.y) < LEAST_PX) return;
    }
    this.moved = true;
    this.add(at);
  }

  private release(_at: LngLat): void {
    if (!this.active || !this.dragging) return;
    this.dragging = false;
    if (this.moved) this.finish();
  }

  private add(at: LngLat): void {
    this.ring.push([at.lng, at.lat]);
    this.show(this.ring);
  }

  private finish(): void {
    const ring = thinned(this.ring);
    this.turn(false);
    if (ring.length < 3) {
      this.show([]);
      return;
    }
    this.show(ring);
    this.done(ring);
  }
}

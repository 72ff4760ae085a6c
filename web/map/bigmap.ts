/** A map of the page: outlines coloured by the table beside it, points, and what is drawn around. */
import { Map as MapLibre, ScaleControl, type MapMouseEvent, type VectorTileSource } from "maplibre-gl";
import { Light, read, shade, unitOf } from "./figures.ts";
import { Lasso, type Ring } from "./lasso.ts";
import { hatch } from "./hatch.ts";
import { shapes, style, tones } from "./style.ts";
import { whole, type Figures, type Settings } from "./settings.ts";

const SINGLY = 16;
const FLY_MS = 350;

/** Words of the page for what the map writes itself. */
interface Words { schematic: string; none: string; tones: string[] }

export class BigMap {
  private readonly map: MapLibre;
  private readonly lasso: Lasso;
  private readonly light: Light;
  private readonly box: HTMLElement;
  private readonly settings: Settings;
  private figures: Figures;

  constructor(box: HTMLElement) {
    this.box = box;
    this.settings = JSON.parse(box.dataset["map"] ?? "{}") as Settings;
    this.figures = read() ?? { level: "township", title: "", units: {} };
    const canvas = box.querySelector<HTMLElement>(".mz-bigmap-canvas");
    if (!canvas) throw new Error("a map without its place");
    this.map = new MapLibre({
      container: canvas,
      style: style(this.settings, this.figures.level),
      ...(this.settings.box ? { bounds: this.settings.box } : {}),
      fitBoundsOptions: { padding: 24 },
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      maxZoom: 19,
      localIdeographFontFamily: getComputedStyle(document.body).fontFamily,
      fadeDuration: 0,
    });
    this.map.touchZoomRotate.disableRotation();
    this.map.keyboard.disableRotation();
    this.map.addControl(new ScaleControl({ unit: "metric" }), "bottom-right");
    this.light = new Light(this.map, () => this.figures.level);
    this.lasso = new Lasso(this.map, (ring) => void this.select(ring), (on) => this.drawing(on));
    this.listen();
  }

  /** Take the table's new figures. */
  renew(): void {
    const figures = read();
    if (!figures) return;
    const level = this.figures.level;
    this.figures = figures;
    if (figures.level !== level) this.map.setStyle(style(this.settings, figures.level));
    shade(this.map, figures);
    this.map.getSource<VectorTileSource>("points")?.setTiles([whole(this.settings.points)]);
    this.key();
  }

  private part(name: string): HTMLElement | null {
    return this.box.querySelector<HTMLElement>(`[data-part="${name}"]`);
  }

  private show(name: string, visible: boolean): void {
    const part = this.part(name);
    if (part) part.hidden = !visible;
  }

  private listen(): void {
    this.map.on("style.load", () => hatch(this.map));
    this.map.on("load", () => this.ready());
    this.map.on("error", (event) => this.failed(event.error));
    this.map.on("idle", () => { this.box.dataset["idle"] = String(this.map.getZoom()); });
    this.map.on("mousemove", (event) => this.point(event));
    this.map.on("mouseout", () => this.leave());
    this.map.on("click", (event) => void this.click(event));
    this.box.addEventListener("click", (event) => this.press(event));
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.lasso.active) this.lasso.turn(false);
    });
  }

  private ready(): void {
    this.show("loading", false);
    this.show("failed", false);
    this.show("empty", this.settings.box === null);
    shade(this.map, this.figures);
    this.key();
    this.credit();
    const line = this.box.dataset["line"];
    if (line) this.lasso.show(JSON.parse(line) as Ring);
    this.box.dataset["ready"] = "1";
  }

  private failed(error: unknown): void {
    if (this.box.dataset["ready"]) return; // one tile that is late is no failure of the map
    this.show("loading", false);
    this.show("failed", true);
    console.warn("map", error);
  }

  private key(): void {
    const key = this.part("key");
    const legend = document.querySelector(".mz-figures .mz-legend");
    if (!key || !legend) return;
    const title = document.createElement("b");
    title.textContent = this.figures.title;
    const classes = legend.cloneNode(true) as HTMLElement;
    classes.classList.remove("visually-hidden");
    key.replaceChildren(title, classes, this.tones());
    key.hidden = false;
  }

  /** What the points' shapes and colours say. */
  private tones(): HTMLElement {
    const list = document.createElement("ul");
    list.className = "mz-legend mz-tones";
    const { layer } = this.settings;
    list.replaceChildren(...this.words().tones.map((word, at) => {
      const line = document.createElement("li");
      const sign = document.createElement("span");
      sign.textContent = shapes(layer)[at] ?? "";
      sign.style.color = tones(layer)[at] ?? "";
      line.append(sign, ` ${word}`);
      return line;
    }));
    return list;
  }

  private words(): Words {
    return JSON.parse(this.box.querySelector("template")?.innerHTML ?? "{}") as Words;
  }

  private credit(): void {
    const words = this.words();
    const { base, fault, schematic } = this.settings;
    const told = [schematic ? words.schematic : "", fault || (base ? base.attribution : words.none)];
    const part = this.part("credit");
    if (part) part.textContent = told.filter(Boolean).join(" · ");
  }

  private point(event: MapMouseEvent): void {
    if (this.lasso.active) return;
    const code = unitOf(this.map.queryRenderedFeatures(event.point, { layers: ["shades"] }));
    const known = this.figures.units[code];
    this.light.on(known ? code : "");
    const tip = this.part("tip");
    if (!tip) return;
    tip.hidden = !known;
    if (!known) return;
    const name = document.querySelector(`tr[data-unit="${code}"] td`)?.textContent?.trim() ?? "";
    tip.textContent = `${name} ${this.figures.title} ${known[1]}`;
    tip.style.left = `${Math.min(event.point.x + 12, this.box.clientWidth - 200)}px`;
    tip.style.top = `${event.point.y + 14}px`;
  }

  private leave(): void {
    this.light.on("");
    this.show("tip", false);
  }

  private async click(event: MapMouseEvent): Promise<void> {
    if (this.lasso.active) return;
    const layers = ["clusters", "singles"].filter((each) => this.map.getLayer(each));
    const around: [[number, number], [number, number]] = [
      [event.point.x - 6, event.point.y - 6], [event.point.x + 6, event.point.y + 6],
    ];
    const hits = layers.length ? this.map.queryRenderedFeatures(around, { layers }) : [];
    const cluster = hits.find((each) => Number(each.properties["n"]) > 1);
    if (cluster && this.map.getZoom() < SINGLY) {
      this.map.easeTo({ center: event.lngLat, zoom: Math.min(this.map.getZoom() + 2, SINGLY), duration: FLY_MS });
      return;
    }
    const refs = [...new Set(hits.map((each) => String(each.properties["ref"] ?? "")))].filter(Boolean);
    if (refs.length) {
      await this.fetchInto(`${this.settings.cards}${this.settings.cards.includes("?") ? "&" : "?"}refs=${refs.join(",")}`);
      return;
    }
    this.enter(unitOf(this.map.queryRenderedFeatures(event.point, { layers: ["shades"] })));
  }

  /** Go into a unit: the link that stands beside it in the table. */
  private enter(code: string): void {
    if (!code || matchMedia("(hover: none)").matches) return;
    document.querySelector<HTMLAnchorElement>(`tr[data-unit="${code}"] a`)?.click();
  }

  private press(event: Event): void {
    const button = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-do]") : null;
    switch (button?.dataset["do"]) {
      case "draw": this.lasso.turn(!this.lasso.active); break;
      case "view": void this.select(this.view()); break;
      case "home": if (this.settings.box) this.map.fitBounds(this.settings.box, { padding: 24, duration: FLY_MS }); break;
      case "in": this.map.zoomIn(); break;
      case "out": this.map.zoomOut(); break;
      case "close": this.show("side", false); this.lasso.show([]); break;
      case "again": location.reload(); break;
    }
  }

  private drawing(on: boolean): void {
    this.box.querySelector('[data-do="draw"]')?.setAttribute("aria-pressed", String(on));
    this.show("hint", on);
    if (on) this.show("side", false);
  }

  private view(): Ring {
    const seen = this.map.getBounds();
    const ring: Ring = [
      [seen.getWest(), seen.getNorth()], [seen.getEast(), seen.getNorth()],
      [seen.getEast(), seen.getSouth()], [seen.getWest(), seen.getSouth()],
    ];
    this.lasso.show(ring);
    return ring;
  }

  private async select(ring: Ring): Promise<void> {
    const form = this.box.querySelector<HTMLFormElement>('[data-part="form"]');
    if (!form) return;
    const told = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (typeof value === "string") told.set(name, value);
    told.set("line", JSON.stringify(ring.map(([lon, lat]) => [Number(lon.toFixed(6)), Number(lat.toFixed(6))])));
    await this.fetchInto(this.settings.select, { method: "POST", body: told });
  }

  private async fetchInto(address: string, how: RequestInit = {}): Promise<void> {
    const told = this.part("told");
    if (!told) return;
    const answer = await fetch(address, { ...how, headers: { "HX-Request": "true" } });
    const leave = answer.headers.get("HX-Redirect");
    if (leave) location.assign(leave);
    told.innerHTML = answer.ok ? await answer.text() : await sentence(answer);
    this.show("side", true);
  }
}

/** What a refusal says. */
async function sentence(answer: Response): Promise<string> {
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const words = page.querySelector(".mz-note, [role=alert], main")?.textContent?.trim();
  const told = document.createElement("p");
  told.textContent = words ?? String(answer.status);
  return told.outerHTML;
}

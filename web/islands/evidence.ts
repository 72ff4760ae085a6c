/** Photographs: choosing one, zooming, turning, moving; and letting the map have the room. */
import { island } from "../islands.ts";

const QUARTER = 90;
const NEAR = 2.5;

island("evidence", (column) => {
  const figure = column.querySelector<HTMLElement>(".mz-photo");
  column.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    const shot = event.target.closest<HTMLElement>("[data-photo]");
    if (shot && figure && shot.dataset["large"]) {
      event.preventDefault();
      show(column, figure, shot);
    }
    if (event.target.closest("[data-key=m]")) {
      column.dataset["focus"] = column.dataset["focus"] === "map" ? "photo" : "map";
    }
  });
  if (figure) handle(figure);
});

function show(column: HTMLElement, figure: HTMLElement, shot: HTMLElement): void {
  const link = figure.querySelector("a");
  const image = figure.querySelector("img");
  if (!link || !image) return location.assign((shot as HTMLAnchorElement).href);
  for (const other of column.querySelectorAll("[data-photo]")) other.removeAttribute("aria-current");
  shot.setAttribute("aria-current", "true");
  link.href = shot.dataset["original"] ?? "";
  image.src = shot.dataset["large"] ?? "";
  image.alt = shot.textContent?.trim() ?? "";
  const facts = column.querySelector("[data-role=facts]");
  if (facts) facts.textContent = shot.dataset["facts"] ?? "";
  settle(figure, { zoom: 1, turn: 0, x: 0, y: 0 });
}

interface Look {
  zoom: number;
  turn: number;
  x: number;
  y: number;
}

const looks = new WeakMap<HTMLElement, Look>();

function settle(figure: HTMLElement, look: Look): void {
  looks.set(figure, look);
  const image = figure.querySelector("img");
  image?.style.setProperty("--zoom", String(look.zoom * fit(figure, look.turn)));
  image?.style.setProperty("--turn", `${look.turn}deg`);
  image?.style.setProperty("--x", `${look.x}px`);
  image?.style.setProperty("--y", `${look.y}px`);
  figure.classList.toggle("zoomed", look.zoom > 1);
}

/** A picture on its side is scaled so that it fills its frame as well as it did upright. */
function fit(figure: HTMLElement, turn: number): number {
  const image = figure.querySelector("img");
  if (turn % 180 === 0 || !image?.naturalWidth) return 1;
  const { width, height } = figure.getBoundingClientRect();
  const upright = Math.min(width / image.naturalWidth, height / image.naturalHeight);
  const lying = Math.min(width / image.naturalHeight, height / image.naturalWidth);
  return lying / upright;
}

function handle(figure: HTMLElement): void {
  settle(figure, { zoom: 1, turn: 0, x: 0, y: 0 });
  figure.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    const look = looks.get(figure)!;
    const wanted = event.target.closest<HTMLElement>("[data-do]")?.dataset["do"];
    if (wanted === "zoom") settle(figure, { ...look, zoom: look.zoom > 1 ? 1 : NEAR, x: 0, y: 0 });
    if (wanted === "turn") settle(figure, { ...look, turn: look.turn + QUARTER, x: 0, y: 0 });
    // A zoomed picture is dragged; a click at the end of a drag must not open the original.
    if (!wanted && look.zoom > 1) event.preventDefault();
  });
  figure.addEventListener("dragstart", (event) => event.preventDefault());
  figure.addEventListener("pointerdown", (event) => {
    const from = looks.get(figure)!;
    if (from.zoom <= 1 || (event.target as Element).closest("button")) return;
    figure.classList.add("moving");
    const move = (to: PointerEvent) =>
      settle(figure, { ...from, x: from.x + to.clientX - event.clientX, y: from.y + to.clientY - event.clientY });
    const end = () => {
      figure.classList.remove("moving");
      document.removeEventListener("pointermove", move);
    };
    document.addEventListener("pointermove", move);
    document.addEventListener("pointerup", end, { once: true });
  });
  figure.addEventListener("wheel", (event) => {
    const look = looks.get(figure)!;
    const zoom = Math.min(6, Math.max(1, look.zoom * (event.deltaY < 0 ? 1.2 : 1 / 1.2)));
    event.preventDefault();
    settle(figure, zoom === 1 ? { ...look, zoom, x: 0, y: 0 } : { ...look, zoom });
  }, { passive: false });
}

/** The small map: near the point, or the whole village. */
import { island } from "../islands.ts";

island("map", (figure) => {
  figure.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    const view = event.target.closest<HTMLElement>("button[data-view]")?.dataset["view"];
    const drawing = figure.querySelector<SVGElement>("svg[data-view]");
    if (!view || !drawing) return;
    drawing.dataset["view"] = view;
    drawing.setAttribute("viewBox", figure.dataset[view] ?? "");
    for (const button of figure.querySelectorAll<HTMLElement>("button[data-view]")) {
      button.setAttribute("aria-pressed", String(button.dataset["view"] === view));
    }
  });
});

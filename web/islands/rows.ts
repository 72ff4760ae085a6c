/** A list walked with J and K, opened with Enter. */
import { island } from "../islands.ts";
import { isTyping } from "./keys.ts";

const STEP: Record<string, number> = { j: 1, k: -1 };

island("rows", (panel) => {
  document.addEventListener("keydown", (event) => {
    const step = STEP[event.key.toLowerCase()];
    if (!step || isTyping(event)) return;
    const links = [...panel.querySelectorAll<HTMLElement>("tbody tr > :first-child a")];
    const at = links.indexOf(document.activeElement as HTMLElement);
    links[Math.min(links.length - 1, Math.max(0, at + step))]?.focus();
  });
});

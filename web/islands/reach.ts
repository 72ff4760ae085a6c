/** What scrolls is reached with the keyboard: a scrolled part in which nothing can be focused. */
const SCROLLED = ".mz-scroll, .mz-panel, .mz-board, .mz-way, .mz-sheet, .mz-dossier, .mz-strip";
const FOCUSED = "a[href], button, input, select, textarea, summary, [tabindex]";

/** Let the keyboard into every part of the page that is wider or higher than its frame. */
export function reach(page: Document): void {
  for (const part of page.querySelectorAll<HTMLElement>(SCROLLED)) {
    const isCut = part.scrollWidth > part.clientWidth + 1 || part.scrollHeight > part.clientHeight + 1;
    const scrolls = /auto|scroll/.test(getComputedStyle(part).overflow);
    if (!isCut || !scrolls || part.hasAttribute("tabindex") || part.querySelector(FOCUSED)) continue;
    part.tabIndex = 0;
    part.setAttribute("role", "region");
    const title = part.closest("section, main")?.querySelector("h1, h2, h3")?.textContent?.trim();
    if (title && !part.hasAttribute("aria-label")) part.setAttribute("aria-label", title);
  }
}

/**
 * Keys of the review desk.  A key belongs to the button, link or field that carries its letter in
 * `data-key`; pressing it does what clicking does.  Off in fields and while an input method is
 * composing.
 */
import { isBusy } from "./network.ts";

const TYPING = "input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]";

export function listen(page: Document): void {
  page.addEventListener("keydown", pressed);
  page.addEventListener("toggle", opened, true);
  page.addEventListener("click", clicked);
}

/** True while the key is meant for a text or for the browser. */
export function isTyping(event: KeyboardEvent): boolean {
  if (event.isComposing || event.keyCode === 229) return true;
  if (event.ctrlKey || event.altKey || event.metaKey) return true;
  return event.target instanceof Element && event.target.closest(TYPING) !== null;
}

/** The box that is open above the decision bar, if any. */
export function openBox(): HTMLDetailsElement | null {
  return document.querySelector<HTMLDetailsElement>("details.mz-box[open]");
}

function pressed(event: KeyboardEvent): void {
  if (event.defaultPrevented) return;
  if (event.key === "Escape") return close(event);
  if (isTyping(event) || event.repeat || document.querySelector("dialog[open]")) return;
  if (openBox() || isBusy()) return;
  const element = owner(event.key.toLowerCase());
  if (!element) return;
  event.preventDefault();
  press(element);
}

function owner(key: string): HTMLElement | undefined {
  const wanted = `[data-key="${CSS.escape(key)}"]`;
  return [...document.querySelectorAll<HTMLElement>(wanted)].find(isUsable);
}

function isUsable(element: HTMLElement): boolean {
  return !element.hasAttribute("disabled") && element.getClientRects().length > 0;
}

function press(element: HTMLElement): void {
  if (element instanceof HTMLInputElement) {
    element.focus();
    element.select();
  } else {
    element.click();
  }
}

function close(event: KeyboardEvent): void {
  const box = openBox() ?? document.querySelector<HTMLDetailsElement>("details.mz-menu[open]");
  if (box) {
    event.preventDefault();
    box.open = false;
    box.querySelector("summary")?.focus();
  } else if (event.target instanceof HTMLInputElement) {
    event.target.blur();
  }
}

/** One box at a time; what is to be filled in first gets the focus. */
function opened(event: Event): void {
  const box = event.target;
  if (!(box instanceof HTMLDetailsElement) || !box.open) return;
  if (!box.matches(".mz-box, .mz-menu")) return;
  for (const other of document.querySelectorAll<HTMLDetailsElement>("details[open].mz-box, details[open].mz-menu")) {
    if (other !== box) other.open = false;
  }
  box.querySelector<HTMLElement>("[data-island~=reasons], [data-focus]")?.focus();
}

function clicked(event: MouseEvent): void {
  if (!(event.target instanceof Element)) return;
  const closing = event.target.closest("[data-close]");
  if (closing) closing.closest<HTMLDetailsElement>("details")!.open = false;
  const opening = event.target.closest<HTMLElement>("[data-opens]");
  if (opening) document.querySelector<HTMLDialogElement>(`#${opening.dataset["opens"]}`)?.showModal();
  if (!event.target.closest("details.mz-menu")) {
    document.querySelector<HTMLDetailsElement>("details.mz-menu[open]")?.removeAttribute("open");
  }
}

/**
 * The return box: digits tick, typing goes into the note, Enter sends.  "Return for this" on a flag
 * opens it with that flag's reason ticked.
 */
import { island } from "../islands.ts";

island("reasons", (form) => {
  form.tabIndex = -1;
  form.addEventListener("keydown", (event) => {
    if (event.target instanceof HTMLInputElement && event.target.type === "text") return;
    if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    const box = form.querySelector<HTMLInputElement>(`[data-digit="${CSS.escape(event.key)}"]`);
    if (box) {
      event.preventDefault();
      box.checked = !box.checked;
    } else if (event.key === "Enter" && !(event.target instanceof HTMLButtonElement)) {
      event.preventDefault();
      (form as HTMLFormElement).requestSubmit();
    } else if (event.key.length === 1 && event.key !== " " || event.keyCode === 229) {
      form.querySelector<HTMLElement>("[data-focus]")?.focus();
    }
  });
  form.addEventListener("submit", (event) => {
    const says = form.querySelector("[data-digit]:checked") ?? filled(form);
    if (says) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    form.querySelector<HTMLElement>("[data-focus]")?.focus();
  }, true);
});

function filled(form: HTMLElement): boolean | null {
  return form.querySelector<HTMLInputElement>("[data-focus]")?.value.trim() ? true : null;
}

document.addEventListener("click", (event) => {
  if (!(event.target instanceof Element)) return;
  const link = event.target.closest<HTMLElement>("[data-return]");
  const box = link && document.querySelector<HTMLDetailsElement>("details.mz-box:has([data-island~=reasons])");
  if (!link || !box) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const tick = box.querySelector<HTMLInputElement>(`[data-flag="${link.dataset["return"]}"]`);
  if (tick) tick.checked = true;
  box.open = true;
}, true);

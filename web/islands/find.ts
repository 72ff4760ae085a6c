/**
 * The search box in the bar: hits as one types, walked with the arrows, opened with Enter.  It asks
 * a moment after the last key, never while an input method is composing, and drops answers that
 * came too late.
 */
import { island } from "../islands.ts";

const PAUSE_MS = 160;

island("find", (element) => {
  const form = element as HTMLFormElement;
  const input = form.querySelector<HTMLInputElement>("input[name=text]")!;
  const box = form.querySelector<HTMLElement>(".mz-hits-box")!;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asking: AbortController | undefined;
  let asked = "";

  const options = () => [...box.querySelectorAll<HTMLAnchorElement>("[role=option]")];
  const close = () => {
    box.hidden = true;
    input.setAttribute("aria-expanded", "false");
  };
  const show = () => {
    box.hidden = !box.textContent?.trim();
    input.setAttribute("aria-expanded", String(!box.hidden));
  };
  const ask = async () => {
    const text = input.value.trim();
    if (text === asked) return show();
    asked = text;
    asking?.abort();
    if (!text) return close();
    asking = new AbortController();
    const query = new URLSearchParams(new FormData(form) as unknown as Record<string, string>);
    try {
      const answer = await fetch(`${form.dataset["hits"]}?${query}`, { signal: asking.signal, headers: { "HX-Request": "true" } });
      if (!answer.ok) return close();
      box.innerHTML = await answer.text();
      show();
    } catch (failure) {
      if (!(failure instanceof DOMException)) close();
    }
  };
  const step = (by: number) => {
    const all = options();
    const at = all.indexOf(document.activeElement as HTMLAnchorElement) + by;
    if (at < 0) input.focus();
    else all[Math.min(all.length - 1, at)]?.focus();
  };

  input.addEventListener("input", (event) => {
    if ((event as InputEvent).isComposing) return;
    clearTimeout(timer);
    timer = setTimeout(() => void ask(), PAUSE_MS);
  });
  input.addEventListener("compositionend", () => void ask());
  input.addEventListener("focus", () => {
    if (asked && asked === input.value.trim()) show();
  });
  form.addEventListener("keydown", (event) => {
    if (event.isComposing || box.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      step(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      close();
      input.focus();
    }
  });
  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Node) || !form.contains(event.target)) close();
  });
});

/**
 * A masked number: clicking the eye, or holding V, fetches the full one; the server logs it.  It
 * goes again when V is let go, and after fifteen seconds in any case.
 */
import { island } from "../islands.ts";
import { isTyping } from "./keys.ts";

const SECONDS = 15;

island("reveal", (element) => {
  const form = element as HTMLFormElement;
  const text = form.querySelector(".mono");
  if (!text) return;
  const masked = text.textContent ?? "";
  const hide = () => {
    text.textContent = masked;
    form.classList.remove("shown");
  };
  const show = async () => {
    if (form.classList.contains("shown")) return hide();
    const answer = await fetch(form.action, {
      method: "POST",
      body: new URLSearchParams(new FormData(form) as unknown as Record<string, string>),
      headers: { "X-Part": "value" },
    });
    if (!answer.ok || answer.redirected) return form.submit();
    text.textContent = await answer.text();
    form.classList.add("shown");
    setTimeout(hide, SECONDS * 1000);
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void show();
  });
  form.addEventListener("reveal:hide", hide);
});

function target(): HTMLFormElement | null {
  return document.querySelector<HTMLFormElement>(".mz-reveal:hover") ?? document.querySelector<HTMLFormElement>(".mz-reveal");
}

document.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() !== "v" || event.repeat || isTyping(event)) return;
  target()?.requestSubmit();
});
document.addEventListener("keyup", (event) => {
  if (event.key.toLowerCase() !== "v") return;
  for (const form of document.querySelectorAll(".mz-reveal.shown")) form.dispatchEvent(new Event("reveal:hide"));
});

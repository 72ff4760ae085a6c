/** Show what was typed as password. */
import { island } from "../islands.ts";

island("password", (field) => {
  const input = field.querySelector<HTMLInputElement>("input");
  const button = field.querySelector<HTMLElement>("[data-show]");
  const label = button?.querySelector("span");
  button?.addEventListener("click", () => {
    const show = input?.type === "password";
    if (input) input.type = show ? "text" : "password";
    if (label) label.textContent = (show ? button.dataset["hide"] : button.dataset["show"]) ?? "";
  });
});

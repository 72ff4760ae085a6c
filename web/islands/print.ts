/** A button that prints the page. */
import { island } from "../islands.ts";

island("print", (button) => button.addEventListener("click", () => window.print()));

/** Choosing a file sends it. */
import { island } from "../islands.ts";

island("upload", (form) => {
  form.addEventListener("change", () => (form as HTMLFormElement).requestSubmit());
});

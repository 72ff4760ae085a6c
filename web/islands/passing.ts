/** A bar that goes by itself; what it offers stays in the queue's footer. */
import { island } from "../islands.ts";

const SECONDS = 10;

island("passing", (bar) => {
  setTimeout(() => bar.remove(), SECONDS * 1000);
});

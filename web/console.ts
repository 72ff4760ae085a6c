/** Everything that runs in the console's pages: htmx, and the islands it wakes. */
import htmx from "htmx.org";
import { wake } from "./islands.ts";

// The pages' policy refuses code in attributes; nothing relies on it.
htmx.config["history"] = "reload";

document.addEventListener("DOMContentLoaded", () => wake(document));
document.addEventListener("htmx:after:settle", () => wake(document));

/** Everything that runs in the console's pages: htmx, keys, and the islands that wake. */
import htmx from "htmx.org";
import { wake } from "./islands.ts";
import { listen } from "./islands/keys.ts";
import { watchRequests } from "./islands/network.ts";
import { reach } from "./islands/reach.ts";
import "./islands/ahead.ts";
import { forgetOnLeaving, settled } from "./islands/draft.ts";
import "./islands/evidence.ts";
import "./islands/find.ts";
import "./islands/map.ts";
import "./islands/passing.ts";
import "./islands/password.ts";
import "./islands/print.ts";
import "./islands/reasons.ts";
import "./islands/reveal.ts";
import "./islands/rows.ts";
import "./islands/upload.ts";

// The pages' policy refuses code in attributes; nothing relies on it.
htmx.config["history"] = "reload";

document.documentElement.classList.add("js");
listen(document);
watchRequests(document);
forgetOnLeaving(document);
const settle = () => {
  wake(document);
  reach(document);
};
document.addEventListener("DOMContentLoaded", settle);
document.addEventListener("htmx:after:settle", () => {
  settled(document);
  settle();
});
window.addEventListener("resize", () => reach(document));

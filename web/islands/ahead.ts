/** Pictures of the record that comes next, fetched while the present one is being looked at. */
import { island } from "../islands.ts";

island("ahead", (element) => {
  for (const url of (element.dataset["urls"] ?? "").split(" ").filter(Boolean)) {
    new Image().src = url;
  }
});

import { expect, test } from "vitest";
import { island, wake } from "./islands.ts";

test("an element is woken once, however often htmx settles around it", () => {
  const seen: string[] = [];
  island("count", (element) => seen.push(element.id));
  document.body.innerHTML = '<p id="a" data-island="count"></p>';
  wake(document);
  document.body.insertAdjacentHTML("beforeend", '<p id="b" data-island="count"></p>');
  wake(document);
  expect(seen).toEqual(["a", "b"]);
});

test("a name nobody has given is told, not swallowed", () => {
  document.body.innerHTML = '<p data-island="nobody"></p>';
  expect(() => wake(document)).toThrow("nobody");
});

import { expect, test } from "vitest";
import { isTyping } from "./keys.ts";

function key(target: string, init: KeyboardEventInit & { keyCode?: number } = {}): boolean {
  document.body.innerHTML = target;
  const event = new KeyboardEvent("keydown", { key: "a", bubbles: true, ...init });
  let typing = false;
  document.body.addEventListener("keydown", (heard) => (typing = isTyping(heard)), { once: true });
  document.body.firstElementChild!.dispatchEvent(event);
  return typing;
}

test.each(["<input>", "<textarea></textarea>", "<select></select>", "<p contenteditable></p>"])(
  "a key in %s is a letter",
  (field) => expect(key(field)).toBe(true),
);

test.each(["<button></button>", '<input type="checkbox">', "<a href='#'></a>"])(
  "a key on %s is a command",
  (element) => expect(key(element)).toBe(false),
);

test.each([{ isComposing: true }, { keyCode: 229 }, { ctrlKey: true }, { altKey: true }, { metaKey: true }])(
  "a key with %o is not ours",
  (init) => expect(key("<button></button>", init)).toBe(true),
);

/* What a page is asked when somebody looks at it; each answer is a list of faults in words. */
window.looking = {
  async rules(tags) {
    const found = await axe.run(document, { runOnly: tags, resultTypes: ["violations"] });
    return found.violations.flatMap((rule) =>
      rule.nodes.map((node) => `${rule.id}: ${node.target.join(" ")} ${node.any[0]?.message ?? node.html.slice(0, 120)}`));
  },
  async dark() {
    const page = document.documentElement;
    const before = page.dataset.bsTheme;
    page.dataset.bsTheme = before === "dark" ? "light" : "dark";
    for (const change of document.getAnimations()) {
      if (change instanceof CSSTransition) change.finish();
    }
    const found = await this.rules(["color-contrast"]);
    page.dataset.bsTheme = before;
    return found.map((fault) => `in the other colours, ${fault}`);
  },
  /* Bytes sent for a first visit, photographs aside; 0 for a page with map, charts or a form. */
  weight() {
    const parts = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
    if (parts.some((part) => HEAVY.test(part.name))) return 0;
    return parts.filter((part) => !part.name.includes("/files/")).reduce((sum, part) => sum + part.encodedBodySize, 0);
  },
  /* Everything that can be used can be focused, and shows that it is. */
  focus() {
    const faults = [];
    for (const element of document.querySelectorAll("a[href], button, input, select, textarea, summary")) {
      if (element.disabled || element.type === "hidden" || !element.checkVisibility({ visibilityProperty: true })) continue;
      const name = element.outerHTML.slice(0, 100);
      element.focus({ preventScroll: true, focusVisible: true });
      if (document.activeElement !== element) faults.push(`no focus: ${name}`);
      else if (!marked(element)) faults.push(`focus is not seen: ${name}`);
    }
    document.activeElement?.blur();
    return faults;
  },
  /* Nothing sticks out sideways, and no button is cut off where nobody can scroll to it. */
  loss() {
    const { scrollWidth, clientWidth } = document.documentElement;
    const faults = scrollWidth > clientWidth ? [`${scrollWidth} px wide: ${widest(clientWidth)}`] : [];
    for (const element of document.querySelectorAll("main :is(a[href], button, input, select, textarea, summary)")) {
      const box = element.getBoundingClientRect();
      const around = box.width > 2 && element.checkVisibility() && cutter(element);
      if (around) faults.push(`cut off: ${element.outerHTML.slice(0, 100)} by ${around.className}`);
    }
    return faults;
  },
};

const HEAVY = /\/build\/assets\/(map|charts|form)-/;
const PHOTO = ".mz-shot, .mz-photo, .mz-album, .visually-hidden, .mz-file";

function marked(element) {
  for (let part = element; part && part !== document.body; part = part.parentElement) {
    const style = getComputedStyle(part);
    if (style.boxShadow !== "none" || (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0)) return true;
    if (part.matches(".mz-queue-find:focus-within, .mz-hits a:focus")) return true;
    if (part !== element && !part.matches(":focus-within")) return false;
    if (part.parentElement?.matches("main, body")) return false;
  }
  return false;
}

function widest(limit) {
  const out = [...document.querySelectorAll("body *")].filter((each) => each.getBoundingClientRect().right > limit + 1);
  return out.slice(0, 3).map((each) => each.outerHTML.slice(0, 80)).join(" | ");
}

/* The nearest part around `element` that hides it and cannot be scrolled. */
function cutter(element) {
  if (element.closest(PHOTO)) return null;
  let box = element.getBoundingClientRect();
  for (let part = element.parentElement; part && part !== document.documentElement; part = part.parentElement) {
    const { overflowX, overflowY } = getComputedStyle(part);
    const frame = part.getBoundingClientRect();
    if (/auto|scroll/.test(overflowX + overflowY)) return null;
    const hidden = /hidden|clip/.test(overflowX + overflowY);
    if (hidden && (box.left >= frame.right || box.top >= frame.bottom || box.right <= frame.left)) return part;
  }
  return null;
}

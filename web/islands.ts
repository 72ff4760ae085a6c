/**
 * Islands: small scripts that wake on an element carrying `data-island="name"`.  A page works
 * without them; they add keys, zoom and motion.  Each element is woken once, also after htmx has
 * put a new part into the page.
 */
export type Mount = (element: HTMLElement) => void;

const mounts = new Map<string, Mount>();
const woken = new WeakSet<Element>();

/** Name an island; `mount` is called once for each element that asks for it. */
export function island(name: string, mount: Mount): void {
  mounts.set(name, mount);
}

/** Wake what is asleep in `root`, itself included; an unknown name is a mistake and throws. */
export function wake(root: ParentNode): void {
  const asking = [...root.querySelectorAll<HTMLElement>("[data-island]")];
  if (root instanceof HTMLElement && root.dataset["island"]) asking.unshift(root);
  for (const element of asking) {
    if (woken.has(element)) continue;
    woken.add(element);
    for (const name of (element.dataset["island"] ?? "").split(" ")) {
      const mount = mounts.get(name);
      if (!mount) throw new Error(`there is no island named "${name}"`);
      mount(element);
    }
  }
}

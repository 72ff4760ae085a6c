/**
 * One change at a time: while one is on its way, keys and further forms wait.  What takes long is
 * shown as such, and what did not reach the server is said at once, so that nobody takes it for
 * done.
 */
const SECONDS_SHOWN = 20;
const LONG_MS = 400;

let underway = 0;
let patience: ReturnType<typeof setTimeout> | undefined;

/** Whether an answer is awaited. */
export function isBusy(): boolean {
  return underway > 0;
}

export function watchRequests(page: Document): void {
  page.addEventListener("htmx:before:request", began);
  page.addEventListener("htmx:finally:request", ended);
  page.addEventListener("htmx:error", () => tell(page));
  page.addEventListener("submit", refuseWhileBusy, true);
}

function began(): void {
  underway += 1;
  patience ??= setTimeout(() => document.documentElement.classList.add("mz-waiting"), LONG_MS);
}

function ended(): void {
  underway = Math.max(0, underway - 1);
  if (isBusy()) return;
  clearTimeout(patience);
  patience = undefined;
  document.documentElement.classList.remove("mz-waiting");
}

function refuseWhileBusy(event: Event): void {
  if (!isBusy()) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}

function tell(page: Document): void {
  const bar = page.getElementById("not-sent");
  if (!bar) return;
  bar.hidden = false;
  setTimeout(() => (bar.hidden = true), SECONDS_SHOWN * 1000);
}

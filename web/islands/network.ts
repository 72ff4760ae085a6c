/** What did not reach the server is said at once, so that nobody takes it for done. */
const SECONDS = 20;

export function tellFailures(page: Document): void {
  page.addEventListener("htmx:error", () => {
    const bar = page.getElementById("not-sent");
    if (!bar) return;
    bar.hidden = false;
    setTimeout(() => (bar.hidden = true), SECONDS * 1000);
  });
}

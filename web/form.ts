/** A form filled in the browser: new, or a stored one corrected, or only looked at. */
import { OdkWebForm, webFormsPlugin } from "@getodk/web-forms";
import { createApp, h } from "vue";
import { placed, speaking } from "./form/language.ts";
import { page, type Opened } from "./form/say.ts";
import { secretOf, send } from "./form/send.ts";
import { drop, formOf, put, take } from "./form/shelf.ts";

const BETWEEN_SAVES_MS = 3000;

const place = document.getElementById("webform") as HTMLElement;
const asked = place.dataset;
const isPreview = "preview" in asked;
const bar = (name: string): HTMLElement | null => document.getElementById(`fill-${name}`);

/** Whose answers: a person's on any day, a stranger's only as long as this tab is open. */
function owner(): string {
  if (asked["owner"]) return asked["owner"];
  const known = sessionStorage.getItem("mz-tab") ?? crypto.randomUUID?.() ?? String(Math.random());
  sessionStorage.setItem("mz-tab", known);
  return known;
}

const key = `${owner()} ${asked["key"] ?? location.pathname}`;

function show(name: string, sentence = ""): void {
  for (const each of ["lost", "refused", "kept", "sending"]) bar(each)?.setAttribute("hidden", "");
  const shown = bar(name);
  shown?.removeAttribute("hidden");
  const words = shown?.querySelector("[data-words]");
  if (words && sentence) words.textContent = sentence;
  if (shown && name !== "kept") scrollTo({ top: 0 });
}

let form: Opened | undefined;
let touched = false;
let first: string | undefined;

async function answers(): Promise<FormData | undefined> {
  return (await form?.value.root?.prepareInstancePayload({ payloadType: "monolithic" }))?.data[0];
}

/** What was answered, without the time at which it is looked at. */
async function text(data: FormData): Promise<string> {
  const file = data.get("xml_submission_file");
  return file instanceof File ? (await file.text()).replace(/<end>[^<]*<\/end>/, "") : "";
}

async function save(): Promise<void> {
  if (!touched) return;
  touched = false;
  const now = await answers();
  if (!now) return;
  const written = await text(now);
  if (written === first) return;
  first = written;
  await put(key, now);
}

async function submit(forms: readonly FormData[]): Promise<void> {
  const note = document.querySelector<HTMLInputElement>("#fill-note");
  if (note?.required && !note.value.trim()) {
    note.reportValidity();
    return;
  }
  show("sending");
  const whole = await answers();
  if (whole && !isPreview) await put(key, whole);
  const answer = await send(asked["submit"] ?? "", secretOf(document) ?? "", forms, { note: note?.value ?? "" });
  if (answer.ok) {
    stop();
    await drop(key);
    location.assign(answer.url);
  } else if (answer.sentence && !/^\d+$/.test(answer.sentence)) show("refused", answer.sentence);
  else show("lost");
}

let timer: ReturnType<typeof setInterval> | undefined;
let last: readonly FormData[] = [];

function stop(): void {
  clearInterval(timer);
  touched = false;
}

interface Payload {
  status: string;
  data: readonly FormData[];
}

async function onSubmit(payload: Payload): Promise<void> {
  if (payload.status !== "ready") return;
  if (isPreview) {
    show("refused", bar("preview")?.dataset["words"] ?? "");
    return;
  }
  last = payload.data;
  await submit(last);
}

function bytes(): number {
  return Number(asked["max"] ?? 20_000_000);
}

function editing(): object | null {
  if (!asked["instance"]) return null;
  const names = JSON.parse(asked["attachments"] ?? "[]") as string[];
  return {
    resolveInstance: () => fetch(asked["instance"] ?? ""),
    attachmentFileNames: names,
    resolveAttachment: (name: string) => fetch(`${asked["media"] ?? ""}${encodeURIComponent(name)}`),
  };
}

function file(url: { toString(): string }): Promise<Response> {
  const name = decodeURIComponent(url.toString().split("/").pop() ?? "");
  return fetch(`${asked["files"] ?? ""}${encodeURIComponent(name)}`);
}

async function begin(): Promise<void> {
  page.tiles = asked["tiles"] ?? "";
  page.view = asked["view"] ? (JSON.parse(asked["view"]) as [number, number, number]) : null;
  page.opened = (opened) => (form = opened);
  page.lost = () => void drop(key);
  const edit = editing();
  if (!edit && !isPreview) {
    const kept = await take(key);
    if (kept) {
      page.kept = formOf(kept);
      show("kept");
    }
  }
  const answer = await fetch(asked["xform"] ?? "");
  const language = document.documentElement.lang.startsWith("en") ? "en" : "zh";
  const formXml = placed(speaking(await answer.text(), language));
  const mounted = { formXml, fetchFormAttachment: file, missingResourceBehavior: "BLANK", submissionMaxSize: bytes() };
  const preload = asked["username"] ? { preloadProperties: { username: asked["username"] } } : {};
  const app = createApp({
    render: () =>
      h(OdkWebForm, {
        ...mounted,
        ...preload,
        trackDevice: true,
        ...(edit ? { editInstance: edit } : {}),
        onSubmitChunked: onSubmit,
      }),
  }).use(webFormsPlugin);
  // Days are written as on all our pages, and weeks begin on Monday.
  const calendar = app.config.globalProperties["$primevue"] as { config: { locale: Record<string, unknown> } };
  Object.assign(calendar.config.locale, { dateFormat: "yy-mm-dd", firstDayOfWeek: 1, showMonthAfterYear: language === "zh" });
  app.mount(place);
  if (edit || isPreview) return;
  for (const event of ["input", "change", "click"]) place.addEventListener(event, () => (touched = true));
  timer = setInterval(() => void save(), BETWEEN_SAVES_MS);
  addEventListener("pagehide", () => void save());
}

bar("again")?.addEventListener("click", () => void submit(last));
bar("drop")?.addEventListener("click", () => {
  stop();
  void drop(key).then(() => location.reload());
});
void begin();

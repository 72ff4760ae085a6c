/** Posting what was filled, and what the server says of it. */
export interface Answer {
  ok: boolean;
  url: string;
  sentence: string;
}

export const LOST: Answer = { ok: false, url: "", sentence: "" };

/** The secret a page carries, so that nobody else's page can send for it. */
export function secretOf(page: Document): string | undefined {
  return page.querySelector<HTMLInputElement>("input[name=csrf]")?.value;
}

/** The secret of this page as the server gives it now: signing in again changes it. */
async function proof(address: string, known: string): Promise<string> {
  const answer = await fetch(address, { headers: { "X-Part": "form" } });
  if (answer.redirected || !answer.ok) return known;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return secretOf(page) ?? known;
}

async function post(address: string, csrf: string, form: FormData, more: Record<string, string>): Promise<Answer> {
  const body = new FormData();
  body.append("csrf", csrf);
  for (const [name, text] of Object.entries(more)) body.append(name, text);
  for (const [name, part] of form) if (part instanceof File) body.append(name, part, part.name);
  const answer = await fetch(address, { method: "POST", body, headers: { "X-Part": "form" } });
  if (!answer.headers.get("Content-Type")?.includes("json")) return { ...LOST, sentence: String(answer.status) };
  return (await answer.json()) as Answer;
}

/** Send every part; the first that does not arrive ends it. */
export async function send(
  address: string,
  csrf: string,
  forms: readonly FormData[],
  more: Record<string, string>,
): Promise<Answer> {
  let last = LOST;
  try {
    const now = await proof(location.href, csrf);
    for (const form of forms) {
      last = await post(address, now, form, more);
      if (!last.ok) return last;
    }
  } catch (error) {
    console.warn("not sent", error);
    return LOST;
  }
  return last;
}

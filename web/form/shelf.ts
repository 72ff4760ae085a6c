/**
 * Answers that have not reached the server, kept in this browser: written while somebody fills a
 * form, taken up after a reload, gone once they are stored or a week later.
 */
const DATABASE = "minzheng-forms";
const SHELF = "answers";
const WEEK_MS = 7 * 24 * 3600 * 1000;

export interface Kept {
  key: string;
  at: number;
  parts: [string, File][];
}

function database(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(DATABASE, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(SHELF, { keyPath: "key" });
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

async function on<T>(mode: IDBTransactionMode, work: (shelf: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const opened = await database();
  try {
    return await new Promise((resolve, reject) => {
      const asked = work(opened.transaction(SHELF, mode).objectStore(SHELF));
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });
  } finally {
    opened.close();
  }
}

/** What is kept under `key`; nothing when it is older than a week. */
export async function take(key: string): Promise<Kept | undefined> {
  const found = await on<Kept | undefined>("readonly", (shelf) => shelf.get(key));
  if (found === undefined || Date.now() - found.at < WEEK_MS) return found;
  await drop(key);
  return undefined;
}

export async function put(key: string, form: FormData): Promise<void> {
  const parts = [...form].filter((part): part is [string, File] => part[1] instanceof File);
  await on("readwrite", (shelf) => shelf.put({ key, at: Date.now(), parts } satisfies Kept));
}

export async function drop(key: string): Promise<void> {
  await on("readwrite", (shelf) => shelf.delete(key));
}

/** The parts as the form engine takes them back. */
export function formOf(kept: Kept): FormData {
  const form = new FormData();
  for (const [name, file] of kept.parts) form.append(name, file, file.name);
  return form;
}

/**
 * What a reporter typed, over a reload of this tab and no longer; nothing is kept unless they ask.
 *
 * 1. It is sealed with AES-GCM under a key that no script can read out, bound to what the form is of.
 * 2. The sealed text lies in the tab's own storage and ends with the tab; the key lies in the browser's database.
 *    Neither is of use without the other, and the key is one for all tabs: whoever forgets in one, forgets in all.
 * 3. Only a reload brings it back. Whoever opens the page in any other way, Back and "reopen closed tab" included,
 *    finds nothing, and what was left over is deleted then.
 */

const NAME = "vouchsafe-draft";
const KEYS = "keys";
const KEY = "key";
const NONCE = 12;

export class Draft {
  private latest: unknown;
  private running: Promise<void> | null = null;
  private kept = false;

  /** `place`: what the form is of, such as its channel; a draft of another place does not open here. */
  constructor(private readonly place: string) {}

  /** Keeps `snapshot` (any JSON) in place of an earlier one. Rejects where this browser cannot; nothing is kept then. */
  keep(snapshot: unknown): Promise<void> {
    this.latest = snapshot;
    this.kept = true;
    this.running ??= this.catchUp().finally(() => {
      this.running = null;
    });
    return this.running;
  }

  /** What was kept before this page was reloaded, or null; what is of no more use is deleted. Rejects as `forget` does. */
  async restore(): Promise<unknown> {
    const sealed = sessionStorage.getItem(NAME);
    const snapshot = sealed !== null && wasReloaded() ? await this.open(sealed) : null;
    if (snapshot === null) await this.forget();
    return snapshot;
  }

  /** Deletes what was kept: the sealed text at once, then the key. Rejects where the key, of no use now, stays. */
  async forget(): Promise<void> {
    this.kept = false;
    this.latest = undefined;
    sessionStorage.removeItem(NAME);
    await this.running?.catch(() => undefined);
    await settled(indexedDB.deleteDatabase(NAME));
  }

  /** Seals whatever came last, until nothing newer came meanwhile. */
  private async catchUp(): Promise<void> {
    let snapshot: unknown;
    try {
      do {
        snapshot = this.latest;
        const sealed = await this.seal(snapshot);
        if (this.kept) sessionStorage.setItem(NAME, sealed);
      } while (this.kept && this.latest !== snapshot);
    } catch (error) {
      sessionStorage.removeItem(NAME);
      throw error;
    }
  }

  private async seal(snapshot: unknown): Promise<string> {
    const iv = crypto.getRandomValues(new Uint8Array(NONCE));
    const text = new TextEncoder().encode(JSON.stringify(snapshot));
    const sealed = new Uint8Array(await crypto.subtle.encrypt(this.cipher(iv), await ownKey(), text));
    return Array.from([...iv, ...sealed], (byte) => String.fromCharCode(byte)).join("");
  }

  /** The snapshot, or null where the key is gone or the draft is of another place. */
  private async open(sealed: string): Promise<unknown> {
    const bytes = Uint8Array.from(sealed, (letter) => letter.charCodeAt(0));
    try {
      const cipher = this.cipher(bytes.subarray(0, NONCE));
      const text = await crypto.subtle.decrypt(cipher, await ownKey(), bytes.subarray(NONCE));
      return JSON.parse(new TextDecoder().decode(text));
    } catch {
      return null;
    }
  }

  private cipher(iv: Uint8Array<ArrayBuffer>): AesGcmParams {
    return { name: "AES-GCM", iv, additionalData: new TextEncoder().encode(this.place) };
  }
}

/** A tab that the browser put aside to save memory, and now shows again, counts as reloaded. */
function wasReloaded(): boolean {
  const [visit] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  return visit?.type === "reload" || (document as { wasDiscarded?: boolean }).wasDiscarded === true;
}

/** The key of this browser's drafts; made where there is none. */
async function ownKey(): Promise<CryptoKey> {
  const opening = indexedDB.open(NAME, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(KEYS);
  const database = await settled(opening);
  try {
    const found = await settled<CryptoKey | undefined>(database.transaction(KEYS).objectStore(KEYS).get(KEY));
    if (found) return found;
    const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    await settled(database.transaction(KEYS, "readwrite").objectStore(KEYS).put(made, KEY));
    return made;
  } finally {
    database.close();
  }
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

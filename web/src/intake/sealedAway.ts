/** Sealing what was typed for this browser alone: AES-GCM, under a key that no script can read out, in its database. */

const KEYS = "keys";
const KEY = "key";
const NONCE = 12;

/** The key of this name; made where there is none. Rejects where this browser keeps nothing. */
export async function keyOf(name: string): Promise<CryptoKey> {
  const opening = indexedDB.open(name, 1);
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

/** Deletes the key: what it sealed never opens again. */
export async function forgetKey(name: string): Promise<void> {
  await settled(indexedDB.deleteDatabase(name));
}

/** `snapshot` (any JSON) as a string of bytes, bound to `place`. */
export async function seal(name: string, place: string, snapshot: unknown): Promise<string> {
  const iv = crypto.getRandomValues(new Uint8Array(NONCE));
  const text = new TextEncoder().encode(JSON.stringify(snapshot));
  const sealed = new Uint8Array(await crypto.subtle.encrypt(cipher(iv, place), await keyOf(name), text));
  return Array.from([...iv, ...sealed], (byte) => String.fromCharCode(byte)).join("");
}

/** The snapshot, or null where the key is gone or it was sealed for another place. */
export async function open(name: string, place: string, sealed: string): Promise<unknown> {
  const bytes = Uint8Array.from(sealed, (letter) => letter.charCodeAt(0));
  try {
    const key = await keyOf(name);
    const text = await crypto.subtle.decrypt(cipher(bytes.subarray(0, NONCE), place), key, bytes.subarray(NONCE));
    return JSON.parse(new TextDecoder().decode(text));
  } catch {
    return null;
  }
}

function cipher(iv: Uint8Array<ArrayBuffer>, place: string): AesGcmParams {
  return { name: "AES-GCM", iv, additionalData: new TextEncoder().encode(place) };
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/**
 * What this browser keeps between visits: an unlocked key handle until lock, and what it has accepted before (pins);
 * and, from signing in with a passkey until the desk opens, what it put out (touches). Of opened cases a sealed copy
 * (packs, until signing out) and the key to it, sealed to the member (index): cases/localIndex.ts.
 *
 * Never anything readable, and never a case key: only non-extractable key objects, hashes and what is sealed.
 */

export type Shelf = "keys" | "pins" | "touches" | "index" | "packs";

/** A small keyed store. Values must survive structured cloning. */
export interface Store {
  get(shelf: Shelf, key: string): Promise<unknown>;
  /** All whose key begins so, with their keys, by key. */
  entries(shelf: Shelf, beginning: string): Promise<[string, unknown][]>;
  set(shelf: Shelf, key: string, value: unknown): Promise<void>;
  remove(shelf: Shelf, key: string): Promise<void>;
  clear(shelf: Shelf): Promise<void>;
}

const DATABASE = "vouchsafe-desk";
const VERSION = 3;
const SHELVES: readonly Shelf[] = ["keys", "pins", "touches", "index", "packs"];

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** The browser's own store (IndexedDB), shared by every tab of the desk's origin. */
export class BrowserStore implements Store {
  private constructor(private readonly database: IDBDatabase) {}

  /** Opens the store; rejects when the browser refuses one (some private windows, a tab of an older release). */
  static async open(): Promise<BrowserStore> {
    const request = indexedDB.open(DATABASE, VERSION);
    request.onupgradeneeded = () => {
      const present = request.result.objectStoreNames;
      for (const shelf of SHELVES) if (!present.contains(shelf)) request.result.createObjectStore(shelf);
    };
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      request.onblocked = () => reject(new Error("An older release is open in another tab."));
      settled(request).then(resolve, reject);
    });
    database.onversionchange = () => database.close();
    return new BrowserStore(database);
  }

  get(shelf: Shelf, key: string): Promise<unknown> {
    return settled(this.database.transaction(shelf).objectStore(shelf).get(key));
  }

  async entries(shelf: Shelf, beginning: string): Promise<[string, unknown][]> {
    const objects = this.database.transaction(shelf).objectStore(shelf);
    const range = IDBKeyRange.bound(beginning, `${beginning}\uffff`);
    const [keys, values] = await Promise.all([settled(objects.getAllKeys(range)), settled(objects.getAll(range))]);
    return keys.map((key, at) => [String(key), values[at]]);
  }

  set(shelf: Shelf, key: string, value: unknown): Promise<void> {
    return this.write(shelf, (objects) => objects.put(value, key));
  }

  remove(shelf: Shelf, key: string): Promise<void> {
    return this.write(shelf, (objects) => objects.delete(key));
  }

  clear(shelf: Shelf): Promise<void> {
    return this.write(shelf, (objects) => objects.clear());
  }

  private write(shelf: Shelf, act: (objects: IDBObjectStore) => IDBRequest): Promise<void> {
    return new Promise((resolve, reject) => {
      const transaction = this.database.transaction(shelf, "readwrite");
      act(transaction.objectStore(shelf));
      transaction.oncomplete = () => resolve();
      transaction.onerror = () => reject(transaction.error);
      transaction.onabort = () => reject(transaction.error);
    });
  }
}

/** A store that ends with the page, for browsers that allow no other. */
export class MemoryStore implements Store {
  private readonly shelves = new Map<Shelf, Map<string, unknown>>(SHELVES.map((shelf) => [shelf, new Map()]));

  async get(shelf: Shelf, key: string): Promise<unknown> {
    return structuredClone(this.shelves.get(shelf)?.get(key));
  }

  async entries(shelf: Shelf, beginning: string): Promise<[string, unknown][]> {
    const all = [...(this.shelves.get(shelf) ?? [])].filter(([key]) => key.startsWith(beginning));
    return structuredClone(all.sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  async set(shelf: Shelf, key: string, value: unknown): Promise<void> {
    this.shelves.get(shelf)?.set(key, structuredClone(value));
  }

  async remove(shelf: Shelf, key: string): Promise<void> {
    this.shelves.get(shelf)?.delete(key);
  }

  async clear(shelf: Shelf): Promise<void> {
    this.shelves.get(shelf)?.clear();
  }
}

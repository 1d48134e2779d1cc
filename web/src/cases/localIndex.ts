/**
 * What this member opened of cases, kept in this browser so that it need not be opened again and can be searched.
 * Runs in the worker.
 *
 * At rest everything is sealed: packs under an AES-GCM key that no script can read, that key as an age file to the
 * member's own recipient. A browser that is locked holds nothing that opens either. Keys of cases are never kept.
 */
import type { OwnKey } from "../people/ownKey";
import type { Store } from "../people/store";
import { openWhole, sealWhole } from "../vault/age";
import { type Bytes, concat, fromUtf8, label, newId, randomBytes, utf8 } from "../vault/bytes";
import { VaultError } from "../vault/errors";
import { hybridUnwrap } from "../vault/hybrid";
import { folded, holdsAll, wordsOf } from "./search";

/** A verified title: `item` is the id of the item that says it, `category` its category's id. */
export interface KnownTitle {
  readonly case: string;
  readonly item: string;
  readonly title: string;
  readonly urgent: boolean;
  readonly category: string | null;
}

/** The words of a case that was opened; `items` counts what was there, so that a later reading takes its place. */
export interface KnownText {
  readonly case: string;
  readonly items: number;
  readonly text: string;
  readonly category: string | null;
}

interface Pack {
  readonly titles: readonly KnownTitle[];
  readonly texts: readonly KnownText[];
}

/** Where the words were found. */
export type Where = "title" | "text";

const NONCE = 12;
/** So many packs are written anew as few large ones when the index is opened. */
const MOST_PACKS = 40;
const ENTRIES_OF_PACK = 1000;
/** Characters of a case's text that are searched. */
const LONGEST_TEXT = 100_000;

export class LocalIndex {
  private opening: Promise<CryptoKey> | null = null;
  private readonly titles = new Map<string, KnownTitle>();
  private readonly texts = new Map<string, KnownText>();
  /** Folded words by case, made when they are first looked for. */
  private readonly words = new Map<string, { title: string; text: string }>();

  constructor(
    private readonly store: Store,
    private readonly own: OwnKey,
  ) {}

  /** The title that this item says, if it was opened before. */
  async title(caseId: string, item: string): Promise<KnownTitle | null> {
    await this.ready();
    const known = this.titles.get(caseId);
    if (known?.item !== item) return null;
    return known.category === null ? { ...known, category: this.texts.get(caseId)?.category ?? null } : known;
  }

  /** Keeps titles that were verified. */
  async keepTitles(titles: readonly KnownTitle[]): Promise<void> {
    const key = await this.ready();
    if (titles.length === 0) return;
    this.take({ titles, texts: [] });
    await this.write(key, { titles, texts: [] });
  }

  /** Keeps the words of a case that was read; the same reading again writes nothing. */
  async keepText(found: KnownText): Promise<void> {
    const key = await this.ready();
    const text = { ...found, text: found.text.slice(0, LONGEST_TEXT) };
    const known = this.texts.get(text.case);
    if (known !== undefined && known.items === text.items && known.text === text.text) return;
    this.take({ titles: [], texts: [text] });
    await this.write(key, { titles: [], texts: [text] });
  }

  /**
   * Forgets every case but these, and titles that were replaced: `listed` is the whole list of what the member may read
   * now, title items by case (protocol §10).
   */
  async keepOnly(listed: ReadonlyMap<string, string>): Promise<void> {
    const key = await this.ready();
    const gone = [...this.titles.values()].filter((known) => listed.get(known.case) !== known.item);
    const unread = [...this.texts.keys()].filter((id) => !listed.has(id));
    if (gone.length + unread.length === 0) return;
    for (const known of gone) this.titles.delete(known.case);
    for (const id of unread) this.texts.delete(id);
    this.words.clear();
    await this.rewrite(key);
  }

  /** The cases that hold all of these words, and where; null when no word was typed. */
  async find(typed: string): Promise<Record<string, Where> | null> {
    await this.ready();
    const words = wordsOf(typed);
    if (words.length === 0) return null;
    const found: Record<string, Where> = {};
    for (const id of new Set([...this.titles.keys(), ...this.texts.keys()])) {
      const { title, text } = this.foldedOf(id);
      if (holdsAll(title, words)) found[id] = "title";
      else if (holdsAll(`${title}\n${text}`, words)) found[id] = "text";
    }
    return found;
  }

  async isEmpty(): Promise<boolean> {
    await this.ready();
    return this.titles.size + this.texts.size === 0;
  }

  /** What else is kept for this member under the index's key, such as views; null for what there is none of. */
  async note(name: string): Promise<unknown> {
    const key = await this.ready();
    const sealed = (await this.store.get("index", this.nameOf(name))) as Bytes | undefined;
    return sealed === undefined ? null : this.unseal(key, this.nameOf(name), sealed);
  }

  async keepNote(name: string, value: unknown): Promise<void> {
    const key = await this.ready();
    await this.store.set("index", this.nameOf(name), await this.seal(key, this.nameOf(name), value));
  }

  /** Forgets what is open in memory; what is sealed stays. */
  forget(): void {
    this.opening = null;
    this.titles.clear();
    this.texts.clear();
    this.words.clear();
  }

  private ready(): Promise<CryptoKey> {
    this.opening ??= alone(() => this.open()).catch((error) => {
      this.opening = null;
      throw error;
    });
    return this.opening;
  }

  /**
   * 1. The key of the index is opened with the member's own. Where that fails, the member has another key now: the
   *    index is a copy, so it is thrown away and begun anew.
   * 2. Packs are opened; where one fails, likewise.
   */
  private async open(): Promise<CryptoKey> {
    const { member } = this;
    try {
      const key = (await this.openKey()) ?? (await this.makeKey());
      await this.load(key);
      return key;
    } catch (error) {
      if (!(error instanceof VaultError) && !(error instanceof DOMException)) throw error;
      for (const shelf of ["index", "packs"] as const) {
        for (const [name] of await this.store.entries(shelf, `${member}/`)) await this.store.remove(shelf, name);
      }
      return this.makeKey();
    }
  }

  private get member(): string {
    return this.own.unlocked.card.holder;
  }

  private nameOf(what: string): string {
    return `${this.member}/${what}`;
  }

  private async openKey(): Promise<CryptoKey | null> {
    const sealed = (await this.store.get("index", this.nameOf("key"))) as Bytes | undefined;
    if (sealed === undefined) return null;
    return importKey(await openWhole(hybridUnwrap(this.own.unlocked.keys.opener), sealed));
  }

  private async makeKey(): Promise<CryptoKey> {
    const raw = randomBytes(32);
    const { recipient } = this.own.unlocked.keys;
    await this.store.set("index", this.nameOf("key"), await sealWhole((fileKey) => recipient.wrap(fileKey), raw));
    return importKey(raw);
  }

  private async load(key: CryptoKey): Promise<void> {
    const packs = await this.store.entries("packs", this.nameOf(""));
    const opened = await Promise.all(packs.map(([name, sealed]) => this.unseal(key, name, sealed as Bytes)));
    for (const pack of opened) this.take(pack as Pack);
    if (packs.length > MOST_PACKS) await this.rewrite(key);
  }

  /** Of two readings of one case the fuller counts; of two titles that the list names, `keepOnly` decides. */
  private take({ titles, texts }: Pack): void {
    for (const title of titles) {
      this.titles.set(title.case, title);
      this.words.delete(title.case);
    }
    for (const text of texts) {
      if ((this.texts.get(text.case)?.items ?? 0) > text.items) continue;
      this.texts.set(text.case, text);
      this.words.delete(text.case);
    }
  }

  private foldedOf(id: string): { title: string; text: string } {
    let known = this.words.get(id);
    if (known === undefined) {
      known = { title: folded(this.titles.get(id)?.title ?? ""), text: folded(this.texts.get(id)?.text ?? "") };
      this.words.set(id, known);
    }
    return known;
  }

  /** All that is known in as few packs as can be; those before it go once these are there. */
  private async rewrite(key: CryptoKey): Promise<void> {
    const before = await this.store.entries("packs", this.nameOf(""));
    const [titles, texts] = [[...this.titles.values()], [...this.texts.values()]];
    for (let at = 0; at < Math.max(titles.length, texts.length); at += ENTRIES_OF_PACK) {
      const upTo = at + ENTRIES_OF_PACK;
      await this.write(key, { titles: titles.slice(at, upTo), texts: texts.slice(at, upTo) });
    }
    for (const [name] of before) await this.store.remove("packs", name);
  }

  private async write(key: CryptoKey, pack: Pack): Promise<void> {
    const name = this.nameOf(newId());
    const sealed = await this.seal(key, name, pack);
    // A full disk must keep nobody from reading: then this copy ends with the page.
    await this.store.set("packs", name, sealed).catch((error) => {
      if (!(error instanceof DOMException)) throw error;
    });
  }

  /** Nonce ‖ AES-256-GCM over JSON, bound to its name: what is moved does not open. */
  private async seal(key: CryptoKey, name: string, value: unknown): Promise<Bytes> {
    const iv = randomBytes(NONCE);
    const plain = utf8(JSON.stringify(value));
    return concat(iv, new Uint8Array(await crypto.subtle.encrypt(parameters(iv, name), key, plain)));
  }

  private async unseal(key: CryptoKey, name: string, sealed: Bytes): Promise<unknown> {
    const iv = sealed.slice(0, NONCE);
    const plain = await crypto.subtle.decrypt(parameters(iv, name), key, sealed.slice(NONCE));
    return JSON.parse(fromUtf8(new Uint8Array(plain)));
  }
}

/** One tab at a time: two that began an index at once would make two keys. */
function alone<T>(act: () => Promise<T>): Promise<T> {
  const locks: LockManager | undefined = globalThis.navigator?.locks;
  return locks === undefined ? act() : locks.request("vouchsafe-local-index", act);
}

function parameters(iv: Bytes, name: string): AesGcmParams {
  return { name: "AES-GCM", iv, additionalData: concat(label("vouchsafe/v1/local-index"), utf8(name)) };
}

/** A key that no script can read; the bytes are blanked. */
async function importKey(raw: Bytes): Promise<CryptoKey> {
  const key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
  raw.fill(0);
  return key;
}

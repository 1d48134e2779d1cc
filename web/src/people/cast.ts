/**
 * A cast for tests, with real keys: Meridian Institute's recovery sheet, Hana and Omar (handlers), Ines (coordinator),
 * and Vera, who is not listed yet.
 */
import { newId, toBase64, toHex } from "../vault/bytes";
import { type Card, makeCard, parseCard } from "../vault/cards";
import { ALL_CHANNELS, type Listing, makeEntry, parseEntry, Role } from "../vault/directoryEntry";
import { Identity } from "../vault/hybrid";
import { sealKeyFile } from "../vault/keyFile";
import { type HolderKeys, holderKeysFrom } from "../vault/keys";
import { DirectoryKeeper } from "./directoryKeeper";
import { OwnKey, type StoredKey } from "./ownKey";
import { MemoryStore, type Store } from "./store";
import type { DirectoryAnswer, Names } from "./trust";

export const PASSPHRASE = "orbit-maple-thrive-cabin-solar-wedding";
const QUICK = 4;

export interface Holder {
  readonly id: string;
  readonly name: string;
  readonly identity: Identity;
  readonly keys: HolderKeys;
  readonly card: Card;
  readonly fingerprint: string;
}

export async function holder(name: string, organisation: string, id = newId()): Promise<Holder> {
  const identity = Identity.generate();
  const keys = await holderKeysFrom(identity);
  const card = await parseCard(await makeCard(keys, organisation, id));
  return { id, name, identity, keys, card, fingerprint: toHex(card.fingerprint) };
}

export async function storedKeyOf(who: Holder): Promise<StoredKey> {
  const keyFile = await sealKeyFile(who.identity, PASSPHRASE, { logN: QUICK });
  return { card: toBase64(who.card.encoded), key_file: toBase64(keyFile) };
}

/** An organisation with its chain of entries, which grows by `list`. */
export class House {
  readonly organisation = newId();
  readonly channel = newId();
  readonly people: Holder[] = [];
  private readonly entries: Uint8Array[] = [];
  sheet!: Holder;
  hana!: Holder;
  omar!: Holder;
  ines!: Holder;

  static async found(): Promise<House> {
    const house = new House();
    house.sheet = await house.join("recovery sheet");
    house.hana = await house.join("Hana Weiss");
    house.omar = await house.join("Omar Said");
    house.ines = await house.join("Ines Duarte");
    await house.list(house.sheet, [
      { channel: ALL_CHANNELS, role: Role.RECOVERY, fingerprint: house.sheet.card.fingerprint },
      { channel: ALL_CHANNELS, role: Role.HANDLER, fingerprint: house.hana.card.fingerprint },
      { channel: house.channel, role: Role.HANDLER, fingerprint: house.omar.card.fingerprint },
      { channel: ALL_CHANNELS, role: Role.COORDINATOR, fingerprint: house.ines.card.fingerprint },
    ]);
    return house;
  }

  async join(name: string): Promise<Holder> {
    const who = await holder(name, this.organisation);
    this.people.push(who);
    return who;
  }

  get listings(): readonly Listing[] {
    const head = this.entries.at(-1);
    return head === undefined ? [] : parseEntry(head).listings;
  }

  /** Adds an entry with exactly these listings, signed by `signer`. */
  async list(signer: Holder, listings: readonly Listing[]): Promise<void> {
    const before = this.entries.at(-1);
    const entry = await makeEntry(signer.keys.signing, signer.card.fingerprint, {
      organisation: this.organisation,
      sequence: this.entries.length,
      previous: before === undefined ? null : parseEntry(before).hash,
      listings,
    });
    this.entries.push(entry);
  }

  /** Adds one handler of the channel. */
  async addHandler(signer: Holder, who: Holder): Promise<void> {
    const line = { channel: this.channel, role: Role.HANDLER, fingerprint: who.card.fingerprint };
    await this.list(signer, [...this.listings, line]);
  }

  push(entry: Uint8Array): void {
    this.entries.push(entry);
  }

  /** The directory as the server shows it. */
  get answer(): DirectoryAnswer {
    return {
      entries: this.entries.map(toBase64),
      cards: this.people.map((who) => toBase64(who.card.encoded)),
    };
  }

  get names(): Names {
    return Object.fromEntries(this.people.map((who) => [who.id, who.name]));
  }
}

/** A desk of one member, unlocked, that has reviewed the house's directory. */
export async function deskOf(who: Holder, house: House, store: Store = new MemoryStore()) {
  const own = new OwnKey(store, Date.now, QUICK);
  await own.unlock(who.id, await storedKeyOf(who), { by: "passphrase", passphrase: PASSPHRASE });
  const keeper = new DirectoryKeeper(store, own);
  const trust = await keeper.review(house.answer, house.names);
  return { own, keeper, store, trust };
}

/**
 * The cast of tests and vectors: Harbour City's hotline, its people, a reporter, and Mallory, who belongs to nobody.
 *
 * Keys come from fixed seeds, so that a failing test shows the same keys again. Not part of the client.
 */
import { type Bytes, fromBase64, idFromHash, utf8 } from "./bytes";
import { makeCard } from "./cards";
import { type Anchors, type Directory, verifyChain } from "./directory";
import { ALL_CHANNELS, type Listing, makeEntry, parseEntry, Role } from "./directoryEntry";
import { Identity } from "./hybrid";
import { HolderKeys } from "./keys";
import { sha256 } from "./primitives";
import { Receipt } from "./receipt";
import { type ReportContent, ReportSealer } from "./report";
import type { CaseView, GrantView, ItemView, Pins, Reader } from "./threadTypes";
import type { GrantJson, ItemJson } from "./wire";

const idOf = (name: string) => idFromHash(sha256(utf8(name)));
export const ORGANISATION = idOf("Harbour City");
export const CHANNEL = idOf("The hotline");
export const OTHER_CHANNEL = idOf("The shipyard's channel");
export const TODAY = "2026-02-03";
export const QUESTIONNAIRE = { version: 1, sha256: "00".repeat(32) };

/** A key holder with their card. */
export interface Person {
  readonly identity: Identity;
  readonly keys: HolderKeys;
  readonly card: Bytes;
  /** SHA-256 of the card, 32 bytes. */
  readonly fingerprint: Bytes;
}

export async function person(name: string, organisation = ORGANISATION): Promise<Person> {
  const identity = Identity.fromSeed(sha256(utf8(name)));
  const keys = HolderKeys.fromIdentity(identity);
  const card = await makeCard(keys, organisation, idOf(`${name} (holder)`));
  return { identity, keys, card, fingerprint: sha256(card) };
}

/** Hanna and Hugo handle the hotline, Cora coordinates all, Rosa and Ralf keep the recovery sheets. */
export async function makeCast() {
  const names = ["hanna", "hugo", "cora", "omar", "rosa", "ralf", "sana", "mallory"] as const;
  const people = await Promise.all(names.map((name) => person(name)));
  const [hanna, hugo, cora, omar, rosa, ralf, sana, mallory] = people as [
    Person,
    Person,
    Person,
    Person,
    Person,
    Person,
    Person,
    Person,
  ];
  return { hanna, hugo, cora, omar, rosa, ralf, sana, mallory };
}
export type Cast = Awaited<ReturnType<typeof makeCast>>;

export function listing(who: Person, role: Role, channel = ALL_CHANNELS): Listing {
  return { channel, role, fingerprint: who.fingerprint };
}

/** Who has which role in the hotline's directory; Sana handles another channel. */
export function listingsOf({ hanna, hugo, cora, omar, rosa, ralf, sana }: Cast): Listing[] {
  return [
    listing(hanna, Role.HANDLER, CHANNEL),
    listing(hugo, Role.HANDLER, CHANNEL),
    listing(sana, Role.HANDLER, OTHER_CHANNEL),
    listing(cora, Role.COORDINATOR),
    listing(omar, Role.OVERSEER),
    listing(rosa, Role.RECOVERY),
    listing(ralf, Role.RECOVERY),
  ];
}

/** A chain as the server sends it. */
export interface Chain {
  readonly entries: readonly Uint8Array[];
  readonly cards: readonly Uint8Array[];
}

/** Entry 0 lists the recovery sheets and Cora, signed by Rosa's sheet; entry 1, by Cora, everyone. */
export async function makeChain(cast: Cast): Promise<Chain> {
  const { cora, rosa, ralf } = cast;
  const first = await makeEntry(rosa.keys.signing, rosa.fingerprint, {
    organisation: ORGANISATION,
    sequence: 0,
    previous: null,
    listings: [listing(rosa, Role.RECOVERY), listing(ralf, Role.RECOVERY), listing(cora, Role.COORDINATOR)],
  });
  const { mallory: _, ...known } = cast;
  const chain = { entries: [first], cards: Object.values(known).map((who) => who.card) };
  return extend(chain, cora, listingsOf(cast));
}

/** The chain with one more entry, signed by `signer` whether they may or not. */
export async function extend(chain: Chain, signer: Person, listings: readonly Listing[]): Promise<Chain> {
  const previous = parseEntry(chain.entries.at(-1) as Uint8Array);
  const entry = await makeEntry(signer.keys.signing, signer.fingerprint, {
    organisation: previous.organisation,
    sequence: previous.sequence + 1,
    previous: previous.hash,
    listings,
  });
  return { ...chain, entries: [...chain.entries, entry] };
}

export function verified(chain: Chain, anchors: Anchors = {}): Promise<Directory> {
  return verifyChain(chain.entries, chain.cards, anchors);
}

/** The reporter's receipt. */
export function makeReceipt(name = "Rae, who reports"): Receipt {
  return Receipt.fromBytes(sha256(utf8(name)).slice(0, 15));
}

/** A report as Rae seals it, without attachments. */
export async function makeBundle(
  directory: Directory,
  receipt: Receipt,
  excluded: readonly string[] = [],
  apart: NonNullable<ReportContent["apart"]> = {},
) {
  const sealer = new ReportSealer({ receipt, directory, channel: CHANNEL, questionnaire: QUESTIONNAIRE, excluded });
  const answers = { what: "Crates leave the dock at night." };
  const content = { answers, apart, title: "Crates at night", sentOn: TODAY };
  return { sealer, bundle: await sealer.finish(content) };
}

export function itemView({ id, kind, key_kind, generation, sealed }: ItemJson): ItemView {
  return { id, kind, keyKind: key_kind, generation, sealed: fromBase64(sealed) };
}

export function grantView({ key_kind, generation, sealed }: GrantJson): GrantView {
  return { keyKind: key_kind, generation, sealed: fromBase64(sealed) };
}

/** Those of the grants that are for this holder (a fingerprint in hex, or "receipt"). */
export function grantsFor(grants: readonly GrantJson[], holder: string): GrantView[] {
  return grants.filter((grant) => grant.holder === holder).map(grantView);
}

export function holderReader({ keys }: Person, directory: Directory, pins: Pins = {}): Reader {
  return { role: "holder", identity: keys.opener, signing: keys.signing, directory, pins };
}

export function reporterReader({ keys }: Receipt, directory: Directory, pins: Pins = {}): Reader {
  return { role: "reporter", identity: keys.opener, signing: keys.signing, directory, pins };
}

export function viewOf(caseId: string, items: readonly ItemView[], grants: readonly GrantView[]): CaseView {
  return { caseId, channel: CHANNEL, items, grants };
}

/** The desk's methods in the worker: everything that touches a key, a passphrase or opened text before it is shown. */
import { fetchAttachment } from "../cases/downloading";
import { CaseReader } from "../cases/reading";
import { clearSpool } from "../cases/spool";
import type { CaseAnswer, CaseRow } from "../cases/wire";
import { CaseWriter } from "../cases/writing";
import { Api } from "../common/api";
import { HandOver, type Proposing, type Releasing } from "../handover/handOver";
import type { LookedPartner, Verdict } from "../handover/wire";
import { DirectoryKeeper, type Newcomer, type Roster } from "../people/directoryKeeper";
import { OwnKey, type StoredKey } from "../people/ownKey";
import { BrowserStore, MemoryStore, type Store } from "../people/store";
import { type DirectoryAnswer, type Names, readPending } from "../people/trust";

/** All that the worker holds for one member. */
export class Desk {
  readonly own: OwnKey;
  readonly keeper: DirectoryKeeper;
  readonly reader: CaseReader;
  readonly writer: CaseWriter;
  readonly handOver: HandOver;

  constructor(store: Store) {
    this.own = new OwnKey(store);
    this.keeper = new DirectoryKeeper(store, this.own);
    this.reader = new CaseReader(store, this.own, this.keeper);
    this.writer = new CaseWriter(this.own, this.keeper, this.reader);
    this.handOver = new HandOver(this.own, this.keeper, this.reader, this.writer);
  }

  async lock(): Promise<void> {
    this.reader.forget();
    await clearSpool();
    this.keeper.forget();
    await this.own.lock();
  }
}

/** A browser without a store keeps everything until the page ends; first use is then every use, and says so. */
async function openStore(): Promise<Store> {
  try {
    return await BrowserStore.open();
  } catch {
    return new MemoryStore();
  }
}

let desk: Promise<Desk> | undefined;

function here(): Promise<Desk> {
  desk ??= clearSpool()
    .then(openStore)
    .then((store) => new Desk(store));
  return desk;
}

const api = new Api("/api/v1", { credentials: "same-origin" });
/** The desk's API for what changes something: `token` is the page's CSRF token. */
function announcing(token: string): Api {
  return new Api("/api/v1", { credentials: "same-origin", headers: async () => ({ "X-CSRFToken": token }) });
}

type None = Record<string, never>;

export const deskMethods = {
  makeKey: async ({ organisation, member }: { organisation: string; member: string }) =>
    (await here()).own.make(organisation, member),
  confirmKey: async ({ typed }: { typed: string }) => (await here()).own.confirm(typed),
  adoptKey: async ({ member }: { member: string }) => (await here()).own.adopt(member),
  unlock: async ({ member, stored, passphrase }: { member: string; stored: StoredKey; passphrase: string }) =>
    (await here()).own.unlock(member, stored, passphrase),
  restore: async ({ member, card }: { member: string; card: string }) => (await here()).own.restore(member, card),
  touch: async ({ member }: { member: string }) => (await here()).own.touch(member),
  lock: async (_: None) => (await here()).lock(),

  reviewDirectory: async ({ answer, names }: { answer: DirectoryAnswer; names: Names }) =>
    (await here()).keeper.review(answer, names),
  acceptCards: async ({ fingerprints }: { fingerprints: string[] }) => (await here()).keeper.accept(fingerprints),
  dismissFirstUse: async (_: None) => (await here()).keeper.dismissFirstUse(),
  readPending: async ({ card }: { card: string }) => {
    const { fingerprint, words } = await readPending(card);
    return { fingerprint, words };
  },
  introduce: async ({ newcomer, roster }: { newcomer: Newcomer; roster: Roster }) =>
    (await here()).keeper.introduce(newcomer, roster),
  withdraw: async ({ roster }: { roster: Roster }) => (await here()).keeper.withdraw(roster),
  staleListings: async ({ roster }: { roster: Roster }) => (await here()).keeper.stale(roster),
  makeSheets: async ({ count }: { count: 1 | 2 }) => (await here()).keeper.makeSheets(count),
  found: async ({ organisation, newcomers }: { organisation: string; newcomers: Newcomer[] }) =>
    (await here()).keeper.found(organisation, newcomers),
  forgetSheets: async (_: None) => (await here()).keeper.forgetSheets(),

  openTitles: async ({ rows }: { rows: CaseRow[] }, progress: (done: number) => void) =>
    (await here()).reader.openTitles(rows, progress),
  readCase: async ({ answer }: { answer: CaseAnswer }) => (await here()).reader.read(answer),
  sealAnswer: async ({ id, text }: { id: string; text: string }) => (await here()).writer.answer(id, text),
  /** `token`: the page's CSRF token, without which the desk announces no upload. */
  attach: async (
    { id, key, file, token }: { id: string; key: string; file: File; token: string },
    progress: (share: number) => void,
  ) => {
    return (await here()).writer.attach(id, key, file, announcing(token), progress);
  },
  detach: async ({ id, key }: { id: string; key: string }) => (await here()).writer.detach(id, key),
  answerSent: async ({ id }: { id: string }) => (await here()).writer.sent(id),
  sealNote: async ({ id, text }: { id: string; text: string }) => (await here()).writer.note(id, text),
  makeDeskKey: async ({ id }: { id: string }) => (await here()).writer.deskKey(id),
  verifyPartner: async ({ looked }: { looked: LookedPartner }) => (await here()).handOver.partner(looked),
  sealProposal: async ({ id, looked, proposing }: { id: string; looked: LookedPartner; proposing: Proposing }) =>
    (await here()).handOver.propose(id, looked, proposing),
  sealVerdict: async (given: { id: string; proposal: string; verdict: Verdict; reason: string }) =>
    (await here()).handOver.decide(given.id, given.proposal, given.verdict, given.reason),
  sealRelease: async (
    given: { id: string; proposal: string; looked: LookedPartner; releasing: Releasing; token: string },
    progress: (share: number) => void,
  ) => {
    const { id, proposal, looked, releasing, token } = given;
    const carriage = { api: announcing(token), proposal, partner: looked.id, progress };
    return (await here()).handOver.release(id, looked, releasing, carriage);
  },
  download: async ({ id, manifest }: { id: string; manifest: string }, progress: (share: number) => void) =>
    fetchAttachment((await here()).reader, api, id, manifest, progress),
};

/** The desk's methods in the worker: everything that touches a key, a passphrase or opened text before it is shown. */

import { ApartKeeper, type Asking } from "../apart/apartKeeper";
import type { KeptKey, RequestRow, Verdict as RequestVerdict } from "../apart/wire";
import { Acts, type Proposing as ProposingAct } from "../cases/acts";
import { CaseExporter, type Exporting } from "../cases/archive/exporting";
import { type Concluding, Conclusions } from "../cases/concluding";
import { fetchAttachment } from "../cases/downloading";
import type { Filing, TaskToSeal } from "../cases/filing";
import { CaseReader, titlesOf } from "../cases/reading";
import { deskCounter, type Granter, granterAt, handOn, type Progress, sheetCounter } from "../cases/regranting";
import { deskKeyStore, type Rekeyed, rekey, rekeyAll } from "../cases/rekeying";
import { SheetKeeper } from "../cases/sheetKeeper";
import { clearSpool } from "../cases/spool";
import type { SavedView } from "../cases/views";
import type { ActRow, CaseAnswer, CaseRow, InboxAnswer, SealedTitle } from "../cases/wire";
import { CaseWriter } from "../cases/writing";
import { Api } from "../common/api";
import { HandOver, type Proposing, type Releasing } from "../handover/handOver";
import type { LookedPartner, Verdict } from "../handover/wire";
import { DirectoryKeeper, type Newcomer, type Roster, type Seen } from "../people/directoryKeeper";
import { type Opening, OwnKey, type StoredKey } from "../people/ownKey";
import type { RecordedAnswer } from "../people/recorded";
import { BrowserStore, MemoryStore, type Store } from "../people/store";
import type { Touch } from "../people/touches";
import { type DirectoryAnswer, type Names, readPending } from "../people/trust";
import { type MeasureSaid, type MinutesSaid, Protector } from "../protection/protector";
import { RoomOpener } from "../rooms/opener";
import type { Published, RoomSaid } from "../rooms/wire";
import { generatePassphrase } from "../vault/passphrase";

/** All that the worker holds for one member. */
export class Desk {
  readonly own: OwnKey;
  readonly keeper: DirectoryKeeper;
  readonly reader: CaseReader;
  readonly writer: CaseWriter;
  readonly sheets: SheetKeeper;
  readonly handOver: HandOver;
  readonly protector: Protector;
  readonly acts: Acts;
  readonly exporter: CaseExporter;
  readonly apart: ApartKeeper;
  readonly conclusions: Conclusions;
  readonly rooms: RoomOpener;

  constructor(private readonly store: Store) {
    this.own = new OwnKey(store);
    this.keeper = new DirectoryKeeper(store, this.own);
    this.reader = new CaseReader(store, this.own, this.keeper);
    this.writer = new CaseWriter(this.own, this.keeper, this.reader);
    this.sheets = new SheetKeeper(this.keeper);
    this.acts = new Acts(this.own, this.reader, this.writer);
    this.apart = new ApartKeeper(this.own, this.keeper, this.reader);
    this.conclusions = new Conclusions(this.own, this.reader, this.writer, this.acts);
    this.handOver = new HandOver(this.own, this.keeper, this.reader, this.writer);
    this.exporter = new CaseExporter(this.own, this.keeper, this.reader);
    this.rooms = new RoomOpener(this.own, this.keeper, this.reader, this.writer);
    this.protector = new Protector(this.own, this.reader, this.writer);
  }

  /** The member as who hands keys on. */
  get granter(): Granter {
    return granterAt(this.own, this.keeper, (id) => this.reader.pinsOf(id));
  }

  /** Before signing out: of opened cases this browser keeps no sealed copy either. */
  async leave(): Promise<void> {
    await this.lock();
    await this.store.clear("packs");
  }

  async lock(): Promise<void> {
    this.reader.forget();
    this.apart.forget();
    await clearSpool();
    this.keeper.forget();
    this.sheets.forget();
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

const fetchTitles = async (cases: readonly string[]): Promise<readonly SealedTitle[]> =>
  (await api.get<{ titles: SealedTitle[] }>(`/titles?cases=${cases.join(",")}`)).titles;

/** All that the member may list, for what must know what is not listed any more. */
async function fetchList(): Promise<CaseRow[]> {
  const rows: CaseRow[] = [];
  for (let next: string | null = ""; next !== null; ) {
    const answer: InboxAnswer = await api.get(`/cases?limit=1000&after=${next}`);
    rows.push(...answer.cases);
    next = answer.next;
  }
  return rows;
}

/** An Api that may change something: `token` is the page's CSRF token. */
function changing(token: string): Api {
  return new Api("/api/v1", { credentials: "same-origin", headers: async () => ({ "X-CSRFToken": token }) });
}

type None = Record<string, never>;

/** A stored key and what opens it. */
interface Opened {
  readonly member: string;
  readonly stored: StoredKey;
  readonly opening: Opening;
}

/** A passphrase of the member's own, and what others know of them. */
interface Candidate {
  readonly passphrase: string;
  readonly known: readonly string[];
}

export const deskMethods = {
  makeKey: async ({ organisation, member }: { organisation: string; member: string }) =>
    (await here()).own.make(organisation, member),
  layKey: async ({ member, stored, opening }: Opened) => (await here()).own.lay(member, stored, opening),
  putKeyAway: async (_: None) => (await here()).own.putAway(),
  assess: async ({ passphrase, known }: Candidate) => (await import("../people/strength")).assess(passphrase, known),
  proposeWords: async (_: None) => (await here()).own.propose(),
  proposeOwn: async ({ passphrase, known }: Candidate) => {
    (await import("../people/strength")).demandStrength(passphrase, known);
    await (await here()).own.propose(passphrase);
  },
  confirmKey: async ({ typed }: { typed: string }) => (await here()).own.confirm(typed),
  confirmChange: async ({ typed, present }: { typed: string; present: string }) =>
    (await here()).own.confirmChange(typed, present),
  makeKit: async (_: None) => (await here()).own.makeKit(),
  tryKit: async ({ card, kit, passphrase }: { card: string; kit: Uint8Array; passphrase: string }) =>
    (await here()).own.tryKit(card, kit, passphrase),
  wrapKey: async ({ credential, touch }: Touch) => (await here()).own.wrap(credential, touch),
  adoptKey: async ({ member }: { member: string }) => (await here()).own.adopt(member),
  unlock: async ({ member, stored, opening }: Opened) => (await here()).own.unlock(member, stored, opening),
  restore: async ({ member, stored }: { member: string; stored: StoredKey }) =>
    (await here()).own.restore(member, stored),
  touch: async ({ member }: { member: string }) => (await here()).own.touch(member),
  lock: async (_: None) => (await here()).lock(),
  leave: async (_: None) => (await here()).leave(),

  reviewDirectory: async ({ answer, names }: { answer: DirectoryAnswer; names: Names }) =>
    (await here()).keeper.review(answer, names),
  recordSeen: async (_: None) => (await here()).keeper.recordSeen(),
  reviewRecord: async ({ answer, asked }: { answer: RecordedAnswer; asked: Seen }) =>
    (await here()).keeper.reviewRecord(answer, asked),
  forgetRecord: async (_: None) => (await here()).keeper.forgetRecord(),
  acceptCards: async ({ fingerprints }: { fingerprints: string[] }) => (await here()).keeper.accept(fingerprints),
  dismissSheetUses: async (_: None) => (await here()).keeper.dismissSheetUses(),
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

  knownTitles: async ({ rows }: { rows: CaseRow[] }) => (await here()).reader.knownTitles(rows),
  openTitles: async ({ rows }: { rows: CaseRow[] }) => (await here()).reader.openTitles(rows, fetchTitles),
  findCases: async ({ typed }: { typed: string }) => (await here()).reader.index.find(typed),
  keepListed: async ({ rows }: { rows: CaseRow[] }) => (await here()).reader.index.keepOnly(titlesOf(rows)),
  purgeIndex: async (_: None) => {
    const { index } = (await here()).reader;
    if (!(await index.isEmpty())) await index.keepOnly(titlesOf(await fetchList()));
  },
  readViews: async (_: None) => (await here()).reader.index.note("views"),
  keepViews: async ({ views }: { views: readonly SavedView[] }) => (await here()).reader.index.keepNote("views", views),
  readCase: async ({ answer }: { answer: CaseAnswer }) => (await here()).reader.read(answer),
  /** `files`: the blobs of those that go along. */
  sealAnswer: async ({ id, text, files }: { id: string; text: string; files: readonly string[] }) =>
    (await here()).writer.answer(id, text, files),
  /** `token`: the page's CSRF token, without which the desk announces no upload. */
  attach: async (
    { id, key, file, token }: { id: string; key: string; file: File; token: string },
    progress: (share: number) => void,
  ) => (await here()).writer.attach(id, key, file, changing(token), progress),
  detach: async ({ id, key }: { id: string; key: string }) => (await here()).writer.detach(id, key),
  answerSent: async ({ id }: { id: string }) => (await here()).writer.sent(id),
  /** `token` as for `attach`. */
  sealCopy: async (
    { id, file, redacts, token }: { id: string; file: File; redacts: string; token: string },
    progress: (share: number) => void,
  ) => (await here()).writer.copy(id, file, redacts, changing(token), progress),
  sealNote: async ({ id, text }: { id: string; text: string }) => (await here()).writer.note(id, text),
  sealMinutes: async ({ id, said }: { id: string; said: MinutesSaid }) => (await here()).protector.minutes(id, said),
  sealMeasure: async ({ id, said }: { id: string; said: MeasureSaid }) => (await here()).protector.measure(id, said),
  sealFiling: async ({ id, filing }: { id: string; filing: Filing }) => (await here()).writer.file(id, filing),
  sealTask: async ({ id, task }: { id: string; task: TaskToSeal }) => (await here()).writer.task(id, task),
  sealTitle: async ({ id, title }: { id: string; title: string }) => (await here()).writer.title(id, title),
  sealWords: async ({ id, text }: { id: string; text: string }) => (await here()).writer.words(id, text),
  makeDeskKey: async ({ id }: { id: string }) => (await here()).writer.deskKey(id),
  handOn: async ({ token }: { token: string }, progress: (now: Progress) => void) =>
    handOn((await here()).granter, deskCounter(changing(token)), progress),
  rekey: async ({ id, token }: { id: string; token: string }) => {
    const at = deskKeyStore(changing(token));
    await rekey((await here()).granter, at, await at.one(id));
  },
  rekeyAll: async ({ token }: { token: string }, progress: (now: Rekeyed) => void) =>
    rekeyAll((await here()).granter, deskKeyStore(changing(token)), progress),
  takeSheet: async ({ typed }: { typed: string }) => (await here()).sheets.take(typed),
  introduceBySheet: async ({ newcomer, roster }: { newcomer: Newcomer; roster: Roster }) =>
    (await here()).sheets.introduce(newcomer, roster),
  handOnBySheet: async ({ token }: { token: string }, progress: (now: Progress) => void) => {
    const { sheets, granter } = await here();
    return handOn(sheets.granter(granter), sheetCounter(changing(token), sheets.fingerprint), progress);
  },
  dropSheet: async (_: None) => (await here()).sheets.forget(),
  sealAct: async ({ id, proposing }: { id: string; proposing: ProposingAct }) =>
    (await here()).acts.propose(id, proposing),
  /** What is said to a proposal, with the items that come with it. */
  sealActVerdict: async ({
    id,
    row,
    verdict,
    reason,
  }: {
    id: string;
    row: ActRow;
    verdict: Verdict;
    reason: string;
  }) => {
    const { acts, conclusions } = await here();
    const item = await acts.decide(id, row, verdict, reason);
    const isConclusion = row.act === "conclude" && verdict === "agreed";
    return { item, brings: isConclusion ? [await conclusions.letterOf(id, row.terms)] : [] };
  },
  sealConclusion: async ({ id, said }: { id: string; said: Concluding }) =>
    (await here()).conclusions.conclude(id, said),
  sealConclusionAct: async ({ id, said }: { id: string; said: Concluding }) =>
    (await here()).conclusions.propose(id, said),
  sealLetter: async ({ id, text }: { id: string; text: string }) => (await here()).conclusions.letter(id, text),
  sealRoom: async ({ id, said, published }: { id: string; said: RoomSaid; published: Published }) =>
    (await here()).rooms.seal(id, said, published),
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
    const carriage = { api: changing(token), proposal, partner: looked.id, progress };
    return (await here()).handOver.release(id, looked, releasing, carriage);
  },
  drawWords: async (_: None) => generatePassphrase(),
  exportCase: async (
    { exporting, known, token }: { exporting: Exporting; known: readonly string[]; token: string },
    progress: (share: number) => void,
  ) => {
    const { lock } = exporting;
    if ("passphrase" in lock) (await import("../people/strength")).demandStrength(lock.passphrase, known);
    return (await here()).exporter.export(exporting, changing(token), progress);
  },
  readRequests: async ({ rows }: { rows: RequestRow[] }) => (await here()).apart.read(rows),
  sealRequest: async (given: { id: string; kept: KeptKey; generation: number; asking: Asking }) =>
    (await here()).apart.ask(given.id, given.kept, given.generation, given.asking),
  sealDecision: async (given: { row: RequestRow; verdict: RequestVerdict; reason: string }) =>
    (await here()).apart.decide(given.row, given.verdict, given.reason),
  openApart: async ({ row, share }: { row: RequestRow; share: string }) => (await here()).apart.put(row, share),
  openedApart: async ({ id }: { id: string }) => (await here()).apart.opened(id),
  download: async ({ id, manifest }: { id: string; manifest: string }, progress: (share: number) => void) =>
    fetchAttachment((await here()).reader, api, id, manifest, progress),
};

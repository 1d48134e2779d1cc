/** Coming back: a receipt opens its case, reads it without believing the server, writes again, gives way to another. */

import { safeFileName } from "../cases/fileNames";
import { type Api, ApiError, TUS } from "../common/api";
import type { Definition } from "../common/definition";
import { minutesOf } from "../protection/minutes";
import type { Arrival } from "../protection/timeline";
import { openBlob } from "../vault/blobs";
import type { Follows } from "../vault/bodies";
import { type Bytes, fromHex, toBase64, utf8 } from "../vault/bytes";
import { sealContest, sealMessage } from "../vault/compose";
import type { Directory } from "../vault/directory";
import { Malformed, Refused, Tampered } from "../vault/errors";
import { Place } from "../vault/place";
import { type Checked, type CheckIn, sealChecked, sealCheckIn } from "../vault/protection";
import { Receipt } from "../vault/receipt";
import { sealRotation } from "../vault/rotation";
import { type ReadCase, readCase } from "../vault/thread";
import type { CaseView, Pins } from "../vault/threadTypes";
import { type ItemJson, sealedBytes } from "../vault/wire";
import type { Announced, Attachable, Attached } from "./attach";
import { CaseFiles } from "./caseFiles";
import { type DirectoryJson, readDirectory } from "./directory";
import { type Handling, type MailView, type Meaning, mailView, manifestsOf, type Outside, partsOf } from "./mailView";
import { DELAYS, patiently, today } from "./patience";
import type { Proving } from "./proof";

interface ItemAnswer {
  id: string;
  kind: string;
  key_kind: number;
  generation: number;
  sealed: string;
  day: string;
  read: boolean;
}

interface MailboxAnswer {
  case: string;
  room: boolean;
  state: string;
  received_on: string;
  opened_on: string | null;
  acknowledged_on: string | null;
  clocks: Handling["clocks"];
  turn_elsewhere: boolean;
  authorities: Handling["authorities"];
  contest: { possible: boolean; asked_on: string | null; upheld_on: string | null };
  erase_on: string | null;
  clock: Handling["clock"];
  sealed_by: string;
  channel: { id: string; slug: string };
  definition: Definition;
  outside: Outside | null;
  grants: { key_kind: number; generation: number; sealed: string }[];
  items: ItemAnswer[];
  blobs: { id: string; sealed_size: number }[];
  directory: DirectoryJson;
}

/** What a returning reporter writes. */
export interface Writing {
  text: string;
  purpose?: Meaning | null;
}

/** An addition to the case as it is sent, with the ids of what is in it. */
interface Sealed {
  readonly bytes: Bytes;
  readonly items: readonly string[];
  readonly blobs: readonly string[];
}

/** What was sealed and whose answer was lost; `said`: what it says, as JSON. */
interface Pending extends Sealed {
  readonly said: string;
}

/** Called before each further try, with its number. */
type Again = (attempt: number) => void;

function handlingOf(answer: MailboxAnswer): Handling {
  return {
    state: answer.state,
    channel: answer.channel.slug,
    receivedOn: answer.received_on,
    sealedBy: answer.sealed_by,
    openedOn: answer.opened_on,
    acknowledgedOn: answer.acknowledged_on,
    clocks: answer.clocks,
    turnElsewhere: answer.turn_elsewhere,
    authorities: answer.authorities,
    outside: answer.outside,
    contest: {
      possible: answer.contest.possible,
      askedOn: answer.contest.asked_on,
      upheldOn: answer.contest.upheld_on,
    },
    eraseOn: answer.erase_on,
    clock: answer.clock,
  };
}

export class MailSession {
  private directory: Directory | undefined;
  private pins: Pins = {};
  private case: ReadCase | null = null;
  private shown: { answer: MailboxAnswer; view: MailView } | null = null;
  private readonly files: CaseFiles;
  /** What waits for an answer, by what it is: the next try that says the same sends these bytes. */
  private readonly pending = new Map<string, Pending>();
  /** The receipt that is to take this one's place. */
  private following: Receipt | null = null;
  /** What makes it count, once it was sent: the next try sends these bytes. */
  private rotation: Bytes | null = null;

  /** `root`: entry 0's hash as the page shows it (hex). */
  constructor(
    private readonly api: Api,
    private receipt: Receipt,
    private readonly root: string,
    private readonly delays: readonly number[] = DELAYS,
  ) {
    const announce = (length: number, { signal }: Proving) => this.announce(length, signal);
    this.files = new CaseFiles(api, () => this.opened, announce, delays);
  }

  get receiptText(): string {
    return this.receipt.text;
  }

  /** Fetches and verifies the case. Raises ApiError ("mailbox/not-found"), or what the directory fails with. */
  async open(): Promise<MailView> {
    const answer = await this.api.send<MailboxAnswer>("POST", "/mailbox", this.token);
    const directory = await readDirectory(answer.directory, { root: this.root, before: this.directory });
    const { keys } = this.receipt;
    const read = await readCase(this.viewOf(answer), {
      role: "reporter",
      identity: keys.identity,
      signing: keys.signing,
      directory,
      pins: this.pins,
    });
    this.directory = directory;
    this.pins = read.pins;
    this.case = read;
    const lay = answer.items.filter((item) => item.read).map((item) => item.id);
    const view = mailView(read, {
      handling: handlingOf(answer),
      isRoom: answer.room,
      definition: answer.definition,
      read: new Set(lay),
      blobs: new Set(answer.blobs.map(({ id }) => id)),
      today: today(),
    });
    this.shown = { answer, view };
    return view;
  }

  /** As `ReportSession.attach`. Raises Refused "thread/no-key" when nothing may be sealed to this case. */
  attach(key: string, file: Attachable, progress: (share: number) => void): Promise<Attached> {
    return this.files.attach(key, file, progress);
  }

  detach({ key }: { key: string }): void {
    this.files.detach(key);
  }

  /**
   * Seals (once) and sends until answered; a second call after a lost answer sends the same bytes, if it says the same.
   * Else it is a message of its own, and the first is not sent again: it may have arrived. Raises Refused, ApiError.
   */
  async write({ text, purpose = null }: Writing, again: Again): Promise<void> {
    await this.settle("message", [text, purpose, this.files.blobs]);
    await this.post("message", [text, purpose, this.files.blobs], () => this.seal(text, purpose), again);
    this.files.clear();
  }

  /** Answers a check-in's question; `day` 0: told unasked. As `write`. */
  checkIn(said: Omit<CheckIn, "sent_on">, again: Again): Promise<void> {
    const seal = () => sealCheckIn(this.opened, this.receipt.keys.signing, { ...said, sent_on: today() });
    return this.post(`checkin/${said.day}`, said, async () => this.additionOf([await seal()]), again);
  }

  /** Says that minutes are right, or what is to be corrected. As `write`. */
  checkMinutes(said: Omit<Checked, "sent_on">, again: Again): Promise<void> {
    const seal = () => sealChecked(this.opened, this.receipt.keys.signing, { ...said, sent_on: today() });
    const minutes = minutesOf(this.opened).find(({ hash }) => hash === said.minutes);
    // Beside what is sealed the server hears of it only where a recording goes with that.
    const told = said.verdict === "right" && minutes?.recording ? { completes: minutes.id } : {};
    return this.post(`checked/${said.minutes}`, said, async () => this.additionOf([await seal()], told), again);
  }

  /** Signs that the reporter of this case also writes another report. Nothing is sent: that report carries it. */
  async follow(later: string): Promise<Follows> {
    const { signFollows } = await import("../vault/follows");
    return signFollows(this.receipt.keys.signing, this.opened.caseId, later);
  }

  /** What a timeline is made of: the case as it was read last, and the machine's part of the file. Raises ApiError. */
  async evidence(): Promise<{ view: MailView; data: string }> {
    const { evidenceJson, provesArrival } = await import("../protection/timeline");
    const { opened, shown } = this;
    if (shown === null) throw new Tampered("Open the case first.", "client/not-open");
    const { answer, view } = shown;
    const { arrival } = await this.api.send<{ arrival: Arrival | null }>("POST", "/mailbox/arrival", this.token);
    const owner = opened.report?.body.organisation ?? "";
    const holds = arrival !== null && (await provesArrival(arrival, owner, opened.caseId));
    const { state, received_on, opened_on, acknowledged_on, clocks, directory } = answer;
    const told = { state, received_on, opened_on, acknowledged_on, clocks };
    const data = evidenceJson({ read: opened, directory, told, arrival: holds ? arrival : null, madeOn: today() });
    return { view, data };
  }

  /** The page with this receipt's signature below it (protocol §21). */
  async signTimeline(page: string): Promise<string> {
    const { signTimeline } = await import("../protection/timeline");
    return signTimeline(page, this.receipt.keys.signing);
  }

  /** A receipt that may take this one's place, as text: the same one while its rotation waits for an answer. */
  newReceipt(): string {
    if (this.following === null || this.rotation === null) this.following = Receipt.generate();
    return this.following.text;
  }

  /**
   * Makes the new receipt count: seals (once) and sends until answered. The old one opens nothing from then on. Raises
   * Refused, or ApiError: while that is "network/…", either receipt may be the one that counts.
   */
  async rotate(again: (attempt: number) => void): Promise<void> {
    const { following } = this;
    if (following === null) throw new Refused("Make a new receipt first.");
    this.rotation ??= utf8(JSON.stringify(await sealRotation(this.opened, this.receipt, following, today())));
    const bytes = this.rotation;
    try {
      await patiently(() => this.api.send("POST", "/mailbox/rotation", bytes), again, this.delays);
    } catch (error) {
      if (error instanceof ApiError && !error.passing) this.rotation = null;
      throw error;
    }
    this.receipt = following;
    this.following = null;
    this.rotation = null;
    this.pending.clear();
  }

  /** An attachment's bytes, given out only once all of them were verified. Raises VaultError or ApiError. */
  async download(blob: string): Promise<{ content: Blob; name: string }> {
    const read = this.opened;
    const manifest = [...manifestsOf(read).values()].find((entry) => entry.body.blob === blob);
    const key = manifest && read.keys.get(`${manifest.body.key_kind}/${manifest.body.generation}`);
    if (!manifest || !key) throw new Malformed("No verified manifest names this file.");
    // What the same author vouches for: nobody spoils another's file.
    const parts = read.entries.flatMap((one) => (one.readable && one.author === manifest.author ? partsOf(one) : []));
    const part = parts.find((one) => one.kind === "blob" && one.id === blob);
    const { size, sha256, generation, name } = manifest.body;
    const source = await this.api.stream(`/mailbox/blobs/${blob}`, this.token);
    const opening = openBlob(key, generation, new Place(read.caseId, "blob", blob), source, {
      size,
      sha256: fromHex(sha256),
      ...(part ? { sealedSha256: fromHex(part.sha256) } : {}),
    });
    // A Response hides why its stream failed; `done` says it, and first.
    const [, content] = await Promise.all([opening.done, new Response(opening.stream).blob()]);
    return { content, name: safeFileName(name) };
  }

  private get token(): { lookup_token: string } {
    return { lookup_token: toBase64(this.receipt.lookupToken) };
  }

  /** Who came back pays with the receipt, and with no proof of work. */
  private announce(length: number, signal: AbortSignal | undefined): Promise<Announced> {
    return patiently(
      () =>
        this.api.send<Announced>("POST", "/mailbox/uploads", this.token, { ...TUS, "Upload-Length": String(length) }),
      () => signal?.throwIfAborted(),
      this.delays,
    );
  }

  private get opened(): ReadCase {
    if (!this.case) throw new Tampered("Open the case first.", "client/not-open");
    return this.case;
  }

  private async seal(text: string, purpose: Meaning | null): Promise<Sealed> {
    const { signing } = this.receipt.keys;
    const enclosed = await this.files.seal(signing, today(), this.files.blobs);
    const said = { text, sentOn: today(), parts: enclosed.parts };
    const message =
      purpose === "contest"
        ? await sealContest(this.opened, signing, said)
        : await sealMessage(this.opened, signing, { ...said, purpose });
    const { items, blobs } = enclosed;
    // The clock of a meeting runs on the server: it learns that one was asked for, and not in which words.
    return this.additionOf([...items, message], { blobs, ...(purpose === "meeting" ? { meeting: true } : {}) });
  }

  private additionOf(items: readonly ItemJson[], more: { blobs?: readonly { id: string }[] } & object = {}): Sealed {
    const { blobs = [] } = more;
    const bytes = utf8(JSON.stringify({ ...this.token, items, blobs: [], ...more }));
    return { bytes, items: items.map(({ id }) => id), blobs: blobs.map(({ id }) => id) };
  }

  /** Where something else waits for an answer, looks whether it arrived: its files then went with it. Raises ApiError. */
  private async settle(what: string, saying: unknown): Promise<void> {
    const waiting = this.pending.get(what);
    if (waiting === undefined || waiting.said === JSON.stringify(saying)) return;
    await this.open();
    const arrived = this.shown?.answer.items.some(({ id }) => waiting.items.includes(id)) ?? false;
    if (arrived) this.files.forget(waiting.blobs);
    this.pending.delete(what);
  }

  /** Seals (once) and sends until answered. */
  private async post(what: string, saying: unknown, seal: () => Promise<Sealed>, again: Again): Promise<void> {
    const said = JSON.stringify(saying);
    const before = this.pending.get(what);
    const { bytes, ...sealed } = before?.said === said ? before : await seal();
    this.pending.set(what, { ...sealed, said, bytes });
    try {
      await patiently(() => this.api.send("POST", "/mailbox/items", bytes), again, this.delays);
    } catch (error) {
      if (error instanceof ApiError && !error.passing) this.pending.delete(what);
      throw error;
    }
    this.pending.delete(what);
  }

  /** The case id is what the server says: nothing opens unless the receipt itself granted that case's key (§6). */
  private viewOf(answer: MailboxAnswer): CaseView {
    return {
      caseId: answer.case,
      channel: answer.channel.id,
      items: answer.items.map(({ id, kind, key_kind, generation, sealed, day }) => ({
        id,
        kind,
        keyKind: key_kind,
        generation,
        sealed: sealedBytes(sealed),
        day,
      })),
      grants: answer.grants.map(({ key_kind, generation, sealed }) => ({
        keyKind: key_kind,
        generation,
        sealed: sealedBytes(sealed),
      })),
    };
  }
}

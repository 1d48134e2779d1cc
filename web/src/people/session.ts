/** One member at the desk in one tab: who they are, whether their key is unlocked, and whom their browser trusts. */
import { type Api, ApiError } from "../common/api";
import { t } from "../common/i18n";
import { listed } from "../common/words";
import type { deskMethods } from "../worker/deskWorker";
import type { Remote } from "../worker/rpc";
import { DESK_CHANNEL, type Word } from "./channel";
import type { Holding, Roster } from "./directoryKeeper";
import { isSignedOut } from "./errorTexts";
import { expiresSoon, hasExpired, WATCH_MILLISECONDS } from "./idle";
import type { Opening } from "./ownKey";
import type { RecordedAnswer } from "./recorded";
import { type Me, type Stage, stageOf } from "./stage";
import type { DirectoryAnswer, TrustView } from "./trust";

export type DeskRemote = Remote<typeof deskMethods>;

/** GET /api/v1/directory. */
export interface Roll extends DirectoryAnswer {
  readonly members: readonly {
    readonly id: string;
    readonly name: string;
    readonly email?: string;
    readonly fingerprint: string | null;
    readonly roles: readonly Holding[];
  }[];
  readonly pending: readonly {
    readonly member: { readonly id: string; readonly name: string; readonly email: string };
    readonly card: string;
    readonly roles: readonly Holding[];
  }[];
}

/** Where a member signs in (people/urls.py). */
export const SIGN_IN = "/account/login/";
const RECORD_TRIES = 4;
const RECORD_PAUSE = 1500;
const SIGNS_OF_LIFE = ["keydown", "pointerdown", "wheel", "touchstart"] as const;

/** Tells pages by the event "change". Locking ends the worker, and with it everything that was opened. */
export class Session extends EventTarget {
  trust: TrustView | null = null;
  roll: Roll | null = null;
  unlocked = false;
  /** Whether the key locks within two minutes unless somebody is there. */
  locksSoon = false;
  /** What is wrong between the directory and the record, by its code; "" where nothing is. */
  recordFault = "";
  private line: DeskRemote;
  private readonly channel = new BroadcastChannel(DESK_CHANNEL);
  private lastSeen = Date.now();
  private told = 0;

  constructor(
    public me: Me,
    readonly api: Api,
    /** The page's CSRF token, for the worker's own requests. */
    readonly token: string,
    private readonly startWorker: () => DeskRemote,
  ) {
    super();
    this.line = startWorker();
    this.channel.onmessage = (event: MessageEvent<Word>) => this.hear(event.data);
    for (const sign of SIGNS_OF_LIFE) addEventListener(sign, () => this.noteLife(), { passive: true });
    setInterval(() => this.watch(), WATCH_MILLISECONDS);
  }

  get worker(): DeskRemote {
    return this.line;
  }

  get stage(): Stage {
    return stageOf(this.me, this.unlocked, this.trust);
  }

  /** What members may do, by their present cards: a card that its member gave up stands for nothing. */
  get roster(): Roster {
    const members = (this.roll?.members ?? []).filter(({ fingerprint }) => fingerprint !== null);
    return Object.fromEntries(members.map(({ fingerprint, roles }) => [fingerprint, roles]));
  }

  /** The names of members, by their ids, as a list in words. */
  namesOf(members: readonly string[]): string {
    const known = this.roll?.members ?? [];
    return listed(members.map((id) => known.find((member) => member.id === id)?.name ?? t("somebody who left")));
  }

  /** Takes up a key that another tab, or this one before a reload, left unlocked; or one that signing in touched. */
  async restore(): Promise<void> {
    const { key, member } = this.me;
    if (key !== null) this.unlocked = await this.worker.call("restore", { member: member.id, stored: key });
    await this.review();
  }

  /** Opens the key in the worker; a passphrase takes one to two seconds, on purpose. Raises WorkerError. */
  async unlock(opening: Opening): Promise<void> {
    const { key, member } = this.me;
    if (key === null) return;
    await this.worker.call("unlock", { member: member.id, stored: key, opening });
    await this.nowUnlocked();
  }

  /** After a key was stored: what was sealed last is in use from here on. */
  async adoptKey(): Promise<void> {
    await this.worker.call("adoptKey", { member: this.me.member.id });
    this.me = await this.api.get<Me>("/me");
    await this.nowUnlocked();
  }

  /** Forgets the key in every tab. */
  async lock(): Promise<void> {
    this.channel.postMessage({ kind: "locked" } satisfies Word);
    await this.lockHere();
  }

  /** Before signing out: nothing stays unlocked, and other tabs leave too. */
  async leave(): Promise<void> {
    await this.lockHere("leave");
    this.channel.postMessage({ kind: "left" } satisfies Word);
  }

  /** The server no longer knows who this is. */
  async signInAgain(): Promise<void> {
    await this.leave();
    location.assign(SIGN_IN);
  }

  /** Asks the server again who is who, and judges its answer against what this browser accepted, and the record. */
  async review(): Promise<void> {
    await this.reviewDirectory();
    if (this.unlocked) void this.reviewRecord();
  }

  /** Begins anew with the record, whose key was replaced as the member learnt in another way. */
  async forgetRecord(): Promise<void> {
    await this.worker.call("forgetRecord", {});
    await this.review();
  }

  private async reviewDirectory(): Promise<void> {
    [this.me, this.roll] = await Promise.all([this.api.get<Me>("/me"), this.api.get<Roll>("/directory")]);
    if (this.unlocked) {
      const { entries, cards, members } = this.roll;
      const names = Object.fromEntries(members.map(({ id, name }) => [id, name]));
      this.trust = await this.worker.call("reviewDirectory", { answer: { entries, cards }, names });
    }
    this.changed();
  }

  /** Takes over what the worker says after a card was accepted. */
  setTrust(trust: TrustView): void {
    this.trust = trust;
    this.changed();
  }

  /** An entry is in the record within a second, so what does not fit is looked at again before it is said. */
  private async reviewRecord(): Promise<void> {
    for (let patience = RECORD_TRIES; this.unlocked && this.trust !== null && this.trust.state !== "none"; ) {
      const fault = await this.recordFaultNow();
      patience -= 1;
      if (fault === "" || patience === 0) {
        this.recordFault = fault;
        this.changed();
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, RECORD_PAUSE));
      if (this.unlocked) await this.reviewDirectory();
    }
  }

  private async recordFaultNow(): Promise<string> {
    try {
      const asked = await this.worker.call("recordSeen", {});
      const answer = await this.api.get<RecordedAnswer>(`/directory/recorded/${asked.since}/${asked.after}`);
      return await this.worker.call("reviewRecord", { answer, asked });
    } catch (error) {
      if (isSignedOut(error)) return "";
      // Without an answer there is no proof: that is said too.
      if (!(error instanceof ApiError)) throw error;
      return error.code === "record/out-of-range" ? "record/rolled-back" : error.code;
    }
  }

  private async nowUnlocked(): Promise<void> {
    this.unlocked = true;
    performance.mark("vouchsafe-unlocked");
    this.lastSeen = Date.now();
    this.channel.postMessage({ kind: "unlocked" } satisfies Word);
    await this.review();
  }

  private async lockHere(how: "lock" | "leave" = "lock"): Promise<void> {
    this.unlocked = false;
    this.locksSoon = false;
    this.trust = null;
    this.recordFault = "";
    try {
      await this.worker.call(how, {});
    } finally {
      this.line.close();
      this.line = this.startWorker();
      this.changed();
    }
  }

  private hear(word: Word): void {
    if (word.kind === "active") this.seen(word.at);
    else if (word.kind === "left") void this.lockHere("leave").finally(() => location.assign(SIGN_IN));
    else if (word.kind === "locked" && this.unlocked) void this.lockHere();
    else if (word.kind === "unlocked" && !this.unlocked) void this.restore();
  }

  /** Somebody is there: the key does not lock for idleness. */
  noteLife(): void {
    const now = Date.now();
    const wasWarned = this.locksSoon;
    // A key that has lain idle too long is not brought back by the click that comes next.
    if (!hasExpired(this.lastSeen, now)) this.seen(now);
    // The other tabs, which warn as well, hear of it at once.
    if (wasWarned || hasExpired(this.lastSeen, now)) this.watch();
  }

  private seen(at: number): void {
    this.lastSeen = Math.max(this.lastSeen, at);
    this.warn();
  }

  private watch(): void {
    if (!this.unlocked) {
      this.lastSeen = Date.now();
      return;
    }
    this.warn();
    if (hasExpired(this.lastSeen, Date.now())) {
      void this.lock();
    } else if (this.lastSeen > this.told) {
      this.told = this.lastSeen;
      this.channel.postMessage({ kind: "active", at: this.lastSeen } satisfies Word);
      void this.worker.call("touch", { member: this.me.member.id });
    }
  }

  private warn(): void {
    const soon = this.unlocked && expiresSoon(this.lastSeen, Date.now());
    if (soon === this.locksSoon) return;
    this.locksSoon = soon;
    this.changed();
  }

  private changed(): void {
    this.dispatchEvent(new Event("change"));
  }
}

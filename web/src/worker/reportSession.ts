/**
 * One report from the first answer to the receipt: it holds the receipt, the case key and the sealed bytes, and gives
 * the receipt away only when the server has answered that the report is stored.
 */

import { type Api, ApiError, TUS } from "../common/api";
import type { AttachmentFile, AttachmentUpload } from "../vault/attachments";
import type { Answers, Follows } from "../vault/bodies";
import { canonicalJson } from "../vault/bodyChecks";
import { type Bytes, toHex } from "../vault/bytes";
import type { Card } from "../vault/cards";
import type { Directory } from "../vault/directory";
import { Role } from "../vault/directoryEntry";
import { Tampered } from "../vault/errors";
import { Receipt } from "../vault/receipt";
import { ReportSealer } from "../vault/report";
import { parseWords, wordsMatch } from "../vault/words";
import type { Announced, Attachable, Attached, Carrier } from "./attach";
import { fetchDirectory } from "./directory";
import { DELAYS, patiently, today } from "./patience";
import { type Proving, proven } from "./proof";

/** How often one sending may follow a directory that moved on. */
const MOST_RESEALINGS = 3;

/** What the page says of itself: ids, the questionnaire's version and SHA-256 (hex), entry 0's hash (hex). */
export interface ReportTarget {
  organisation: string;
  channel: string;
  questionnaire: { version: number; sha256: string };
  root: string;
  /** The page of trials: the report is marked as a test. */
  test?: boolean;
}

export interface ReportContent {
  answers: Answers;
  /** Who reports and whom it concerns: kept apart (protocol §5). */
  apart?: { identity?: Answers; subject?: Answers };
  title: string;
  /** The chosen category's id, or "". */
  category?: string;
  /** Whom the reporter leaves out, by `ReaderNamed.id`. */
  leftOut?: readonly string[];
}

/**
 * Somebody who will read the report: the id that their cards carry, the name that the server gives them, or "", and
 * whether the directory marks them as independent.
 */
export interface ReaderNamed {
  id: string;
  name: string;
  independent: boolean;
}

/**
 * "proving": the proof of work that a report costs, `share` of it done, 0 to 1. "again": an answer was lost, the same
 * bytes are sent once more as try number `attempt`.
 */
export type SendingProgress =
  | { stage: "sealing" }
  | { stage: "proving"; share: number }
  | { stage: "sending" }
  | { stage: "again"; attempt: number }
  | { stage: "resealing" };

export interface Sent {
  /** Seven groups of four. */
  receipt: string;
  /** YYYY-MM-DD. */
  receivedOn: string;
  /** An earlier try had arrived, which said something else than the last one: that is what the server has. */
  earlier: boolean;
}

export class ReportSession {
  /** Set once sealed: what every further try with the same content sends. Dropped when the server refused it for certain. */
  private sealed: { readonly said: string; readonly bytes: Bytes } | null = null;
  /** The content of all that was sealed so far, as JSON, by the id of its report item: one of them is what arrived. */
  private readonly said = new Map<string, string>();
  private follows: Follows | null = null;
  /** Loaded with the first file. */
  private carrier: Promise<Carrier> | null = null;

  private constructor(
    private readonly api: Api,
    private readonly target: ReportTarget,
    private readonly receipt: Receipt,
    private readonly sealer: ReportSealer,
    private directory: Directory,
    private readonly delays: readonly number[],
  ) {}

  /**
   * Fetches the directory and makes receipt and case key. Raises ApiError; DirectoryError when the server's directory
   * is not the one whose words the page shows; Refused when nobody could read the report.
   */
  static async start(api: Api, target: ReportTarget, delays: readonly number[] = DELAYS): Promise<ReportSession> {
    const directory = await fetchDirectory(api, { root: target.root });
    if (directory.organisation !== target.organisation) {
      throw new Tampered("This directory is another organisation's.", "directory/other-organisation");
    }
    const receipt = Receipt.generate();
    const { channel, questionnaire, test = false } = target;
    const sealer = new ReportSealer({ receipt, directory, channel, questionnaire, test });
    return new ReportSession(api, target, receipt, sealer, directory, delays);
  }

  /** Whether these twelve words, from a poster, are those of the keys held. Raises Malformed for what are not words. */
  async compareWords(text: string): Promise<boolean> {
    return wordsMatch(await parseWords(text), this.directory.rootHash);
  }

  /** The channel's handlers by the directory held, named by the server: no key vouches for a name. Raises ApiError. */
  async readers(): Promise<ReaderNamed[]> {
    const { channel } = this.target;
    const { readers } = await this.api.get<{ readers: { id: string; name: string }[] }>(`/readers/${channel}`);
    const independent = new Set(this.directory.holders(channel, [Role.INDEPENDENT]).map((card) => card.holder));
    return [...new Set(this.handlers.map((card) => card.holder))]
      .map((id) => ({
        id,
        name: readers.find((one) => one.id === id)?.name ?? "",
        independent: independent.has(id),
      }))
      .sort((one, other) => one.name.localeCompare(other.name));
  }

  /** Cleans, seals and uploads a file; `key` is the page's name for it. See `Carrier.attach`. */
  async attach(key: string, file: Attachable, progress: (share: number) => void): Promise<Attached> {
    this.carrier ??= this.loadCarrier();
    const carrier = await this.carrier;
    return carrier.attach(key, file, progress);
  }

  /** Stops an upload, or leaves a finished one out of the report; the server forgets it. */
  detach({ key }: { key: string }): void {
    void this.carrier?.then((carrier) => carrier.detach(key));
  }

  get caseId(): string {
    return this.sealer.caseId;
  }

  /**
   * Puts the proof into the report that its author also wrote an earlier one, or (null) takes it out. False, and nothing
   * is changed, once the report was sealed: the same bytes go again.
   */
  async follow(follows: Follows | null): Promise<boolean> {
    await import("../vault/readersBodies"); // knows the body of a report with such a proof
    if (this.sealed !== null) return false;
    this.follows = follows;
    return true;
  }

  /**
   * Seals (once) and sends until answered. A second call after a lost answer sends the very same bytes; where it is given
   * something else to say, that is sealed, and if the first had arrived after all, it is what counts and is said to be
   * the earlier one. A case that exists already is looked into for that. Raises ApiError;
   * DirectoryError "directory/not-descendant" and its like when the server names readers that do not follow from those
   * held: then nothing was sealed to them.
   */
  async submit(content: ReportContent, progress: (progress: SendingProgress) => void): Promise<Sent> {
    const said = canonicalJson({ ...content, follows: this.follows });
    for (let resealed = 0; ; resealed += 1) {
      if (this.sealed?.said !== said) {
        progress({ stage: resealed === 0 ? "sealing" : "resealing" });
        this.sealed = { said, bytes: await this.seal(content, said) };
      }
      try {
        return await this.send(this.sealed.bytes, progress);
      } catch (error) {
        if (error instanceof ApiError && !error.passing) this.sealed = null;
        if (error instanceof ApiError && error.code === "bundle/case-exists") return this.arrived(said, error);
        const outdated = error instanceof ApiError && error.code === "bundle/directory-outdated";
        if (!outdated || resealed === MOST_RESEALINGS) throw error;
        await this.followDirectory();
      }
    }
  }

  private get handlers(): Card[] {
    return this.directory.holders(this.target.channel, [Role.HANDLER]);
  }

  private async seal({ leftOut = [], ...content }: ReportContent, said: string): Promise<Bytes> {
    const excluded = this.handlers.filter((card) => leftOut.includes(card.holder));
    this.sealer.leaveOut(excluded.map((card) => toHex(card.fingerprint)));
    const { follows } = this;
    const bundle = await this.sealer.finish({ ...content, sentOn: today(), ...(follows ? { follows } : {}) });
    this.said.set(bundle.json.items.find(({ kind }) => kind === "report")?.id ?? "", said);
    return bundle.toJson();
  }

  private async send(bytes: Bytes, progress: (progress: SendingProgress) => void): Promise<Sent> {
    const { caseId } = this.sealer;
    progress({ stage: "proving", share: 0 });
    const send = (paid: Record<string, string>) => {
      progress({ stage: "sending" });
      return patiently(
        () => this.api.send<{ case: string; received_on: string }>("PUT", `/cases/${caseId}`, bytes, paid),
        (attempt) => progress({ stage: "again", attempt }),
        this.delays,
      );
    };
    const answer = await proven(this.api, { for: "report", channel: this.target.channel, case: caseId }, send, {
      progress: (share) => progress({ stage: "proving", share }),
      delays: this.delays,
    });
    if (answer.case !== caseId) {
      throw new ApiError("network/unexpected-answer", "The server answered for another report.", 0);
    }
    return { receipt: this.receipt.text, receivedOn: answer.received_on, earlier: false };
  }

  /** What an earlier try of this report left on the server, verified; raises `refused` when it is not our report. */
  private async arrived(said: string, refused: ApiError): Promise<Sent> {
    const { MailSession } = await import("./mailSession");
    const mail = new MailSession(this.api, this.receipt, this.target.root, this.delays);
    const view = await mail.open().catch((error: unknown) => {
      throw error instanceof ApiError && error.code === "mailbox/not-found" ? refused : error;
    });
    const found = view.items.flatMap((item) => (item.readable && "report" in item ? [item.report] : []))[0];
    if (!found) throw refused;
    // By what was said in all of it: who is left out and what is kept apart do not stand among the answers.
    const earlier = this.said.get(found.id) !== said;
    return { receipt: this.receipt.text, receivedOn: view.receivedOn, earlier };
  }

  private async loadCarrier(): Promise<Carrier> {
    const { sealer } = this;
    const { Carrier } = await import("./attach");
    const outgoing = {
      announce: (length: number, proving: Proving) => this.announce(length, proving),
      seal: (file: AttachmentFile, blob: string) => sealer.sealAttachment(file, blob),
      keep: (upload: AttachmentUpload) => sealer.keepAttachment(upload),
      drop: (blob: string) => sealer.dropAttachment(blob),
    };
    return new Carrier(this.api, outgoing, this.delays);
  }

  private announce(length: number, proving: Proving): Promise<Announced> {
    const errand = { for: "upload", channel: this.target.channel, length } as const;
    const headers = { ...TUS, "Upload-Length": String(length) };
    const create = (paid: Record<string, string>) =>
      patiently(
        () => this.api.send<Announced>("POST", "/uploads", {}, { ...headers, ...paid }),
        () => proving.signal?.throwIfAborted(),
        this.delays,
      );
    return proven(this.api, errand, create, proving);
  }

  /** Takes the server's newer directory only if it continues the one held (protocol §2). */
  private async followDirectory(): Promise<void> {
    const directory = await fetchDirectory(this.api, { root: this.target.root, before: this.directory });
    this.sealer.adopt(directory);
    this.directory = directory;
  }
}

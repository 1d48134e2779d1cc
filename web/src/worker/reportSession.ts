/**
 * One report from the first answer to the receipt: it holds the receipt, the case key and the sealed bytes, and gives
 * the receipt away only when the server has answered that the report is stored.
 */

import { type Api, ApiError } from "../common/api";
import type { Answers } from "../vault/bodies";
import type { Bytes } from "../vault/bytes";
import type { Directory } from "../vault/directory";
import { Tampered } from "../vault/errors";
import { Receipt } from "../vault/receipt";
import { ReportSealer } from "../vault/report";
import { parseWords, wordsMatch } from "../vault/words";
import { type Attachable, attach } from "./attach";
import { fetchDirectory } from "./directory";
import { DELAYS, patiently, today } from "./patience";

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
}

/** "again": an answer was lost, the same bytes are sent once more as try number `attempt`. */
export type SendingProgress =
  | { stage: "sealing" }
  | { stage: "sending" }
  | { stage: "again"; attempt: number }
  | { stage: "resealing" };

export interface Sent {
  /** Seven groups of four. */
  receipt: string;
  /** YYYY-MM-DD. */
  receivedOn: string;
}

export class ReportSession {
  /** Set once sealed: what every further try sends. Dropped only when the server refused it for certain. */
  private sealed: Bytes | null = null;
  private readonly uploads = new Map<string, AbortController>();

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

  /** Seals and uploads a file; `key` is the page's name for it. Resolves to the blob's id. */
  async attach(key: string, file: Attachable, progress: (share: number) => void): Promise<string> {
    const control = new AbortController();
    this.uploads.set(key, control);
    let blob = "";
    try {
      return await attach(
        this.api,
        file,
        (source, id) => {
          blob = id;
          return this.sealer.sealAttachment(source, id);
        },
        progress,
        control.signal,
        this.delays,
      );
    } catch (error) {
      this.sealer.dropAttachment(blob);
      throw error;
    } finally {
      this.uploads.delete(key);
    }
  }

  /** Stops an upload, or leaves a finished one out of the report. The server forgets it within days. */
  detach({ key, blob }: { key: string; blob: string | null }): void {
    this.uploads.get(key)?.abort(new ApiError("upload/removed", "Removed.", 0));
    if (blob) this.sealer.dropAttachment(blob);
  }

  /**
   * Seals (once) and sends until answered. A second call after a lost answer sends the very same bytes, whatever it is
   * given. Raises ApiError; DirectoryError "directory/not-descendant" and its like when the server names readers that
   * do not follow from those held: then nothing was sealed to them.
   */
  async submit(content: ReportContent, progress: (progress: SendingProgress) => void): Promise<Sent> {
    for (let resealed = 0; ; resealed += 1) {
      if (this.sealed === null) {
        progress({ stage: resealed === 0 ? "sealing" : "resealing" });
        this.sealed = await this.seal(content);
      }
      try {
        return await this.send(this.sealed, progress);
      } catch (error) {
        if (error instanceof ApiError && !error.passing) this.sealed = null;
        const outdated = error instanceof ApiError && error.code === "bundle/directory-outdated";
        if (!outdated || resealed === MOST_RESEALINGS) throw error;
        await this.followDirectory();
      }
    }
  }

  private async seal(content: ReportContent): Promise<Bytes> {
    const bundle = await this.sealer.finish({ ...content, sentOn: today() });
    return bundle.toJson();
  }

  private async send(bytes: Bytes, progress: (progress: SendingProgress) => void): Promise<Sent> {
    progress({ stage: "sending" });
    const answer = await patiently(
      () => this.api.send<{ case: string; received_on: string }>("PUT", `/cases/${this.sealer.caseId}`, bytes),
      (attempt) => progress({ stage: "again", attempt }),
      this.delays,
    );
    if (answer.case !== this.sealer.caseId) {
      throw new ApiError("network/unexpected-answer", "The server answered for another report.", 0);
    }
    return { receipt: this.receipt.text, receivedOn: answer.received_on };
  }

  /** Takes the server's newer directory only if it continues the one held (protocol §2). */
  private async followDirectory(): Promise<void> {
    const directory = await fetchDirectory(this.api, { root: this.target.root, before: this.directory });
    this.sealer.adopt(directory);
    this.directory = directory;
  }
}

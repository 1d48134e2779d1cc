/**
 * Sealing a report on the reporter's machine (protocol §7).
 *
 * What only some reports need, files and what is kept apart, is loaded when it is: a form waits for every kilobyte.
 *
 * The order: a `ReportSealer` makes the case's key, attachments are sealed and uploaded under it, `finish` seals the
 * rest into a `Bundle`, which is sent as it is, again and again until it was answered.
 */
import type { ApartKind, KeptApart } from "./apart";
import type { AttachmentFile, AttachmentUpload, SealedAttachment } from "./attachments";
import type { Answers, Follows, HandedOver, Part } from "./bodies";
import { canonicalJson } from "./bodyChecks";
import { type Bytes, newId, randomBytes, toBase64, toHex, utf8 } from "./bytes";
import type { Card } from "./cards";
import { type Directory, DirectoryError } from "./directory";
import { Role } from "./directoryEntry";
import { Refused } from "./errors";
import { KeyKind } from "./keyKind";
import type { Receipt } from "./receipt";
import type { CurrentKey } from "./threadKeys";
import { cardTarget, type GrantJson, type GrantTarget, grantTo, type ItemJson, partOf, sealBody } from "./wire";

/** The body of the `PUT` under the case id. */
export interface BundleJson {
  readonly version: 1;
  readonly channel: string;
  readonly questionnaire_version: number;
  /** Hash (hex) of the directory entry sealed to. */
  readonly directory: string;
  /** SHA-256 (hex) of the receipt's lookup token. */
  readonly receipt_hash: string;
  readonly items: readonly ItemJson[];
  readonly grants: readonly GrantJson[];
  /** Sizes are the sealed ones, in bytes. */
  readonly blobs: readonly { readonly id: string; readonly size: number }[];
  /** A trial of the channel, which no figure counts. */
  readonly test?: true;
}

/** A sealed report, ready to be sent. */
export class Bundle {
  constructor(
    readonly caseId: string,
    readonly json: BundleJson,
  ) {}

  /** The bytes to send: the same for every try, so that the server knows a retry. */
  toJson(): Bytes {
    return utf8(canonicalJson(this.json));
  }
}

/** What a report is sealed for. */
export interface ReportTarget {
  readonly receipt: Receipt;
  /** Verified, against the root that the reporter knows where they know one. */
  readonly directory: Directory;
  readonly channel: string;
  /** `sha256`: hex, of the published questionnaire. */
  readonly questionnaire: { readonly version: number; readonly sha256: string };
  /** Fingerprints (hex) of handlers whom the reporter leaves out; see `leaveOut`. */
  readonly excluded?: readonly string[];
  /** Whether the report is a trial of the channel. */
  readonly test?: boolean;
}

/**
 * What the reporter says. `apart`: answers that are kept apart, by the kind of item that holds them (protocol §5).
 * `sentOn`: UTC date, YYYY-MM-DD.
 */
export interface ReportContent {
  readonly answers: Answers;
  readonly apart?: Readonly<Partial<Record<ApartKind, Answers>>>;
  readonly title: string;
  /** The chosen category's id; the title repeats it for lists of cases. */
  readonly category?: string;
  readonly sentOn: string;
  /** Of a report that another organisation hands over. */
  readonly handedOver?: HandedOver;
  /** Of a reply room, which is no report. */
  readonly room?: Record<string, never>;
  /** Of a report whose author shows that they wrote an earlier one. */
  readonly follows?: Follows;
}

/** Seals one report. Its case key is new, and stays the same when the report must be sealed again. */
export class ReportSealer {
  readonly caseId: string;
  readonly #target: ReportTarget;
  readonly #caseKey: CurrentKey = { generation: 0, key: randomBytes(32) };
  readonly #uploads = new Map<string, AttachmentUpload>();
  #directory: Directory;
  #excluded: readonly string[];

  /** @throws Refused when nobody would be left to read the report, or no recovery sheet is known. */
  constructor(target: ReportTarget) {
    this.#target = target;
    this.#directory = target.directory;
    this.#excluded = target.excluded ?? [];
    this.caseId = target.receipt.caseId;
    this.#targets();
  }

  /** The key of generation 0, 32 bytes, which seals all but what is kept apart. */
  get caseKey(): Uint8Array {
    return this.#caseKey.key;
  }

  /** Seal a file while it is uploaded. It belongs to the report until `dropAttachment`. */
  async sealAttachment(file: AttachmentFile, blob: string = newId()): Promise<AttachmentUpload> {
    const { sealAttachment } = await import("./attachments");
    const upload = sealAttachment(this.#caseKey, this.caseId, file, blob);
    this.#uploads.set(blob, upload);
    return upload;
  }

  dropAttachment(blob: string): void {
    this.#uploads.delete(blob);
  }

  /** Take back in what was dropped while it had not arrived. */
  keepAttachment(upload: AttachmentUpload): void {
    this.#uploads.set(upload.blob, upload);
  }

  /**
   * Take a newer directory, after the server said that this one is outdated (protocol §2).
   * @throws DirectoryError "directory/not-descendant" unless it continues the one that the reporter has: then stop.
   */
  adopt(directory: Directory): void {
    if (directory.entry(this.#directory.headHash) === null) {
      throw new DirectoryError(
        "directory/not-descendant",
        "The server names recipients that do not follow from those you saw. Nothing was sent.",
      );
    }
    this.#directory = directory;
  }

  /**
   * Leave out the holders of these cards (hex fingerprints) in place of those before, whichever card they have when the
   * report is sealed. @throws Refused when nobody would be left to read it, DirectoryError for an unknown card.
   */
  leaveOut(excluded: readonly string[]): void {
    this.#excluded = excluded;
    this.#targets();
  }

  /** Seal the report with all its attachments, once these were uploaded. Rejects when one of them failed. */
  async finish(content: ReportContent): Promise<Bundle> {
    const { answers, apart = {}, title, category, sentOn, handedOver, room, follows } = content;
    const { receipt, channel, questionnaire } = this.#target;
    const directory = this.#directory;
    const { signing, recipient } = receipt.keys;
    // 1. Everything that the report vouches for: the title, and each attachment's manifest and blob (§3).
    const titleItem = await sealBody(this.#caseKey, this.caseId, signing, "title", {
      sent_on: sentOn,
      revision: 0,
      title,
      ...(answers.urgent === "yes" ? { urgent: "yes" } : {}),
      ...(category ? { category } : {}),
    });
    const attachments = await Promise.all([...this.#uploads.values()].map((upload) => upload.done));
    const manifests = await this.#manifests(attachments, sentOn);
    // 2. What is kept apart, each under a key of its own that nobody holds whole (§5).
    const kept = await this.#sealApart(apart, sentOn);
    const shares = kept.flatMap((one) => one.shareHashes).sort();
    // 3. The report itself, which also says to whom it was sealed and by which entry (§2).
    const targets = this.#targets();
    const report = await sealBody(this.#caseKey, this.caseId, signing, "report", {
      sent_on: sentOn,
      organisation: directory.organisation,
      channel,
      questionnaire: { ...questionnaire },
      directory: toHex(directory.headHash),
      sealed_to: targets.map((target) => target.holder).sort(),
      reply_to: toBase64(recipient.raw),
      answers,
      parts: [
        partOf(titleItem),
        ...manifests.flatMap((manifest) => manifest.parts),
        ...kept.map((one) => partOf(one.item)),
      ],
      ...(shares.length > 0 ? { shares } : {}),
      ...(handedOver ? { handed_over: handedOver } : {}),
      ...(room ? { room } : {}),
      ...(follows ? { follows } : {}),
    });
    // 4. One grant of the case key for each card, and one for the receipt; one share for each share holder (§4).
    const all = [...targets, { holder: "receipt", recipient }];
    const grants = await grantTo(all, this.caseId, KeyKind.CASE, this.#caseKey, signing);
    return new Bundle(this.caseId, {
      version: 1,
      channel,
      questionnaire_version: questionnaire.version,
      directory: toHex(directory.headHash),
      receipt_hash: toHex(receipt.lookupHash),
      items: [report, titleItem, ...kept.map((one) => one.item), ...manifests.map((manifest) => manifest.item)],
      grants: [...grants, ...kept.flatMap((one) => one.grants)],
      blobs: attachments.map(({ blob, seal }) => ({ id: blob, size: seal.sealedSize })),
      ...(this.#target.test ? { test: true } : {}),
    });
  }

  async #manifests(
    attachments: readonly SealedAttachment[],
    sentOn: string,
  ): Promise<{ item: ItemJson; parts: Part[] }[]> {
    if (attachments.length === 0) return [];
    const { sealManifest } = await import("./attachments");
    const { signing } = this.#target.receipt.keys;
    return Promise.all(
      attachments.map((attachment) => sealManifest(this.#caseKey, this.caseId, signing, attachment, sentOn)),
    );
  }

  async #sealApart(apart: NonNullable<ReportContent["apart"]>, sentOn: string): Promise<KeptApart[]> {
    if (Object.keys(apart).length === 0) return [];
    const { APART_KINDS, sealApart } = await import("./apart");
    const { channel, receipt } = this.#target;
    const leftOut = this.#leftOut();
    const holders = this.#directory
      .shareHolders(channel)
      .filter((card) => !leftOut.has(card))
      .map(cardTarget);
    return Promise.all(
      APART_KINDS.flatMap((kind) => {
        const answers = apart[kind];
        if (answers === undefined) return [];
        return [sealApart(kind, { sent_on: sentOn, answers }, this.caseId, receipt.keys.signing, holders)];
      }),
    );
  }

  /** The handlers' cards of those whom the reporter leaves out. */
  #leftOut(): Set<Card> {
    const people = this.#directory.people(this.#excluded);
    const handlers = this.#directory.holders(this.#target.channel, [Role.HANDLER]);
    return new Set(handlers.filter((card) => people.has(card.holder)));
  }

  /** The channel's handlers but those left out, and every recovery sheet (§7). */
  #targets(): GrantTarget[] {
    const { channel } = this.#target;
    const directory = this.#directory;
    const leftOut = this.#leftOut();
    const isHandler = new Set(directory.holders(channel, [Role.HANDLER]));
    const cards = directory.sealingSet(channel);
    const kept = cards.filter((card) => !leftOut.has(card));
    if (!kept.some((card) => isHandler.has(card))) throw new Refused("Nobody would be left to read this report.");
    if (!kept.some((card) => !isHandler.has(card))) throw new Refused("This organisation has no recovery sheet.");
    return kept.map(cardTarget);
  }
}

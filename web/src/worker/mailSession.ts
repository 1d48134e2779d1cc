/** Coming back: a receipt opens its case, reads it without believing the server, writes again, gives way to another. */

import { type Api, ApiError } from "../common/api";
import type { Definition } from "../common/definition";
import { type SealedAttachment, sealAttachment, sealManifest } from "../vault/attachments";
import { openBlob } from "../vault/blobs";
import { type Bytes, fromHex, toBase64, utf8 } from "../vault/bytes";
import { keyFor, type Purpose, sealMessage } from "../vault/compose";
import type { Directory } from "../vault/directory";
import { Malformed, Refused, Tampered } from "../vault/errors";
import { Place } from "../vault/place";
import { Receipt } from "../vault/receipt";
import { sealRotation } from "../vault/rotation";
import { type ReadCase, readCase } from "../vault/thread";
import type { CaseView, Pins } from "../vault/threadTypes";
import { sealedBytes } from "../vault/wire";
import { type Attachable, attach } from "./attach";
import { type DirectoryJson, readDirectory } from "./directory";
import { type Handling, type MailView, mailView, manifestsOf, partsOf } from "./mailView";
import { DELAYS, patiently, today } from "./patience";

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
  state: string;
  received_on: string;
  opened_on: string | null;
  acknowledged_on: string | null;
  clock: Handling["clock"];
  sealed_by: string;
  channel: { id: string; slug: string };
  definition: Definition;
  grants: { key_kind: number; generation: number; sealed: string }[];
  items: ItemAnswer[];
  blobs: { id: string; sealed_size: number }[];
  directory: DirectoryJson;
}

/** What a returning reporter writes. */
export interface Writing {
  text: string;
  purpose?: Purpose | null;
}

function handlingOf(answer: MailboxAnswer): Handling {
  return {
    state: answer.state,
    receivedOn: answer.received_on,
    sealedBy: answer.sealed_by,
    openedOn: answer.opened_on,
    acknowledgedOn: answer.acknowledged_on,
    clock: answer.clock,
  };
}

export class MailSession {
  private directory: Directory | undefined;
  private pins: Pins = {};
  private case: ReadCase | null = null;
  private readonly attachments = new Map<string, Promise<SealedAttachment>>();
  private readonly uploads = new Map<string, AbortController>();
  /** A sealed message whose answer was lost: the next try sends these bytes. */
  private sealed: Bytes | null = null;
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
  ) {}

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
    return mailView(read, { handling: handlingOf(answer), definition: answer.definition, read: new Set(lay) });
  }

  /** As `ReportSession.attach`. Raises Refused "thread/no-key" when nothing may be sealed to this case. */
  async attach(key: string, file: Attachable, progress: (share: number) => void): Promise<string> {
    const current = keyFor(this.opened, "attachment");
    const control = new AbortController();
    this.uploads.set(key, control);
    let announced = "";
    try {
      return await attach(
        this.api,
        file,
        (source, blob) => {
          announced = blob;
          const upload = sealAttachment(current, this.opened.caseId, source, blob);
          this.attachments.set(blob, upload.done);
          return upload;
        },
        progress,
        control.signal,
        this.delays,
      );
    } catch (error) {
      this.attachments.delete(announced);
      throw error;
    } finally {
      this.uploads.delete(key);
    }
  }

  detach({ key, blob }: { key: string; blob: string | null }): void {
    this.uploads.get(key)?.abort(new ApiError("upload/removed", "Removed.", 0));
    if (blob) this.attachments.delete(blob);
  }

  /** Seals (once) and sends until answered; a second call after a lost answer sends the same bytes. Raises Refused. */
  async write({ text, purpose = null }: Writing, again: (attempt: number) => void): Promise<void> {
    this.sealed ??= await this.seal(text, purpose);
    const bytes = this.sealed;
    try {
      await patiently(() => this.api.send("POST", "/mailbox/items", bytes), again, this.delays);
    } catch (error) {
      if (error instanceof ApiError && !error.passing) this.sealed = null;
      throw error;
    }
    this.sealed = null;
    this.attachments.clear();
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
    this.sealed = null;
  }

  /** An attachment's bytes, given out only once all of them were verified. Raises VaultError or ApiError. */
  async download(blob: string): Promise<{ content: Blob; name: string }> {
    const read = this.opened;
    const manifest = [...manifestsOf(read).values()].find((entry) => entry.body.blob === blob);
    const key = manifest && read.keys.get(`${manifest.body.key_kind}/${manifest.body.generation}`);
    if (!manifest || !key) throw new Malformed("No verified manifest names this file.");
    const part = read.entries.flatMap(partsOf).find((one) => one.kind === "blob" && one.id === blob);
    const { size, sha256, generation, name } = manifest.body;
    const source = await this.api.stream(`/mailbox/blobs/${blob}`, this.token);
    const opening = openBlob(key, generation, new Place(read.caseId, "blob", blob), source, {
      size,
      sha256: fromHex(sha256),
      ...(part ? { sealedSha256: fromHex(part.sha256) } : {}),
    });
    // A Response hides why its stream failed; `done` says it, and first.
    const [, content] = await Promise.all([opening.done, new Response(opening.stream).blob()]);
    return { content, name };
  }

  private get token(): { lookup_token: string } {
    return { lookup_token: toBase64(this.receipt.lookupToken) };
  }

  private get opened(): ReadCase {
    if (!this.case) throw new Tampered("Open the case first.", "client/not-open");
    return this.case;
  }

  private async seal(text: string, purpose: Purpose | null): Promise<Bytes> {
    const { signing } = this.receipt.keys;
    const current = keyFor(this.opened, "message");
    const attachments = await Promise.all(this.attachments.values());
    const manifests = await Promise.all(
      attachments.map((one) => sealManifest(current, this.opened.caseId, signing, one, today())),
    );
    const parts = manifests.flatMap((manifest) => manifest.parts);
    const message = await sealMessage(this.opened, signing, { text, sentOn: today(), parts, purpose });
    const items = [...manifests.map((manifest) => manifest.item), message];
    const blobs = attachments.map(({ blob, seal }) => ({ id: blob, size: seal.sealedSize }));
    return utf8(JSON.stringify({ ...this.token, items, blobs }));
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

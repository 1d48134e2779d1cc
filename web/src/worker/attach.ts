/** Files on their way: each cleaned of what it says of itself, announced, sealed and uploaded in one stream. */

import { type Api, ApiError } from "../common/api";
import type { StreamUpload } from "../common/tus";
import { type Cleaning, clean } from "../metadata";
import type { AttachmentFile, AttachmentUpload } from "../vault/attachments";
import { blobSealedSize } from "../vault/padding";
import type { Proving } from "./proof";

/** What is needed of a File. */
export type Attachable = Blob & Pick<File, "name">;

/** A file that arrived: the blob's id, and what its cleaning came to. */
export interface Attached {
  blob: string;
  cleaned: Cleaning;
}

/** The server's answer to an upload that it made. */
export interface Announced {
  blob: string;
  location: string;
}

/** How files leave: who makes room for them, and who seals them. */
export interface Outgoing {
  /** Asks the server for room for `size` sealed bytes. */
  announce(size: number, proving: Proving): Promise<Announced>;
  /** Seals under the id that the server gave. */
  seal(file: AttachmentFile, blob: string): AttachmentUpload | Promise<AttachmentUpload>;
  /** The sealed file, which has arrived, belongs to what will be sent; or no longer does. */
  keep(upload: AttachmentUpload): void;
  drop(blob: string): void;
}

interface Parcel {
  cleaned: Cleaning;
  sealed: AttachmentUpload;
  sending: StreamUpload;
}

/** The share of a bar that goes to the proof of work before the first byte does. */
const PROVING = 0.05;

/** The files of one report or message, by the page's names for them. */
export class Carrier {
  private readonly parcels = new Map<string, Parcel>();
  private readonly controls = new Map<string, AbortController>();

  /** `delays`: milliseconds before each further try. */
  constructor(
    private readonly api: Api,
    private readonly outgoing: Outgoing,
    private readonly delays: readonly number[],
  ) {}

  /**
   * Resolves once the server has all of `file`, cleaned, and the sealing is done. Called again after the line dropped,
   * it goes on where the server stands, or anew where the server gave up. Raises ApiError or VaultError; the file is no
   * part of the report then.
   */
  async attach(key: string, file: Attachable, progress: (share: number) => void): Promise<Attached> {
    const control = new AbortController();
    this.controls.set(key, control);
    const { signal } = control;
    const resumed = this.parcels.get(key);
    const parcel = resumed ?? (await this.begin(file, progress, signal));
    const { cleaned, sealed, sending } = parcel;
    this.parcels.set(key, parcel);
    try {
      await sending.run({
        progress: (sent, total) => progress(PROVING + (1 - PROVING) * (sent / total)),
        signal,
        retryDelays: [0, ...this.delays],
      });
      await sealed.done;
    } catch (error) {
      const resumable = error instanceof ApiError && error.passing && !signal.aborted;
      if (!resumable) this.forget(key);
      this.outgoing.drop(sealed.blob);
      if (resumed && isGone(error)) return this.attach(key, file, progress);
      throw error;
    }
    this.outgoing.keep(sealed);
    return { blob: sealed.blob, cleaned };
  }

  /** Stops a file's upload, or leaves a finished one out; the server forgets what came of it. */
  detach(key: string): void {
    this.controls.get(key)?.abort(new ApiError("upload/removed", "Removed.", 0));
    this.forget(key);
  }

  /** Forgets all of them, after they were sent with a message. */
  clear(): void {
    this.parcels.clear();
    this.controls.clear();
  }

  private async begin(file: Attachable, progress: (share: number) => void, signal: AbortSignal): Promise<Parcel> {
    const { name, type } = file;
    const { content, ...cleaned } = await clean(file);
    signal.throwIfAborted();
    const { size } = content;
    const { announce, seal } = this.outgoing;
    const proving = { progress: (share: number) => progress(PROVING * share), signal, delays: this.delays };
    const { StreamUpload } = await import("../common/tus");
    const { blob, location } = await announce(blobSealedSize(size), proving);
    const address = new URL(location, new URL(this.api.base, globalThis.location?.href)).href;
    const mediaType = type || "application/octet-stream";
    const sealed = await seal({ source: content.stream(), size, name, mediaType, removed: cleaned.removed }, blob);
    return { cleaned, sealed, sending: new StreamUpload(address, sealed.stream, sealed.sealedSize) };
  }

  private forget(key: string): void {
    const parcel = this.parcels.get(key);
    if (!parcel) return;
    this.parcels.delete(key);
    this.outgoing.drop(parcel.sealed.blob);
    void parcel.sending.takeBack(this.delays);
  }
}

function isGone(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 404 || error.status === 410);
}

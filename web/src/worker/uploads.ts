/** The attachments of one report or message: on their way, arrived, or taken out again. */

import { type Api, ApiError } from "../common/api";
import type { AttachmentFile, AttachmentUpload, SealedAttachment } from "../vault/attachments";
import { type Attachable, type Attached, attach } from "./attach";

export class Uploads {
  readonly #controls = new Map<string, AbortController>();
  readonly #sealed = new Map<string, Promise<SealedAttachment>>();

  constructor(
    private readonly api: Api,
    private readonly delays: readonly number[],
  ) {}

  /** Cleans, seals (by `seal`) and uploads a file; `key` is the page's name for it. Raises ApiError or VaultError. */
  async attach(
    key: string,
    file: Attachable,
    seal: (file: AttachmentFile, blob: string) => AttachmentUpload,
    progress: (share: number) => void,
  ): Promise<Attached> {
    const control = new AbortController();
    this.#controls.set(key, control);
    let announced = "";
    const sealing = (source: AttachmentFile, blob: string) => {
      announced = blob;
      const upload = seal(source, blob);
      this.#sealed.set(blob, upload.done);
      return upload;
    };
    try {
      return await attach(this.api, file, sealing, progress, control.signal, this.delays);
    } catch (error) {
      this.#sealed.delete(announced);
      throw error;
    } finally {
      this.#controls.delete(key);
    }
  }

  /** Stops an upload (which then raises "upload/removed"), or leaves a finished one out. */
  detach({ key, blob }: { key: string; blob: string | null }): void {
    this.#controls.get(key)?.abort(new ApiError("upload/removed", "Removed.", 0));
    if (blob !== null) this.#sealed.delete(blob);
  }

  /** Every attachment, once each was sealed whole. Rejects when one was not. */
  sealed(): Promise<SealedAttachment[]> {
    return Promise.all(this.#sealed.values());
  }

  /** Forgets all of them, after they were sent. */
  clear(): void {
    this.#sealed.clear();
  }
}

/** Files that go with the next message of a case, from either side: on their way, arrived, and then sealed manifests. */

import type { Api } from "../common/api";
import { type AttachmentUpload, type SealedAttachment, sealAttachment, sealManifest } from "../vault/attachments";
import type { Part } from "../vault/bodies";
import { keyFor } from "../vault/compose";
import type { Signer } from "../vault/signing";
import type { ReadCase } from "../vault/thread";
import type { ItemJson } from "../vault/wire";
import { type Attachable, type Attached, Carrier, type Outgoing } from "./attach";

/** What a message takes along: manifests, what it says of them, and their blobs by sealed size. */
export interface Enclosed {
  readonly items: ItemJson[];
  readonly parts: Part[];
  readonly blobs: { id: string; size: number }[];
}

export class CaseFiles {
  readonly #sealed = new Map<string, Promise<SealedAttachment>>();
  readonly #carrier: Carrier;

  /** `read` gives the case as last verified: nothing is sealed to one that is not. */
  constructor(
    api: Api,
    private readonly read: () => ReadCase,
    announce: Outgoing["announce"],
    delays: readonly number[],
  ) {
    const outgoing: Outgoing = {
      announce,
      seal: (file, blob) => sealAttachment(keyFor(read(), "attachment"), read().caseId, file, blob),
      keep: (upload: AttachmentUpload) => void this.#sealed.set(upload.blob, upload.done),
      drop: (blob) => void this.#sealed.delete(blob),
    };
    this.#carrier = new Carrier(api, outgoing, delays);
  }

  /** As `Carrier.attach`. Raises Refused "thread/no-key" when nothing may be sealed to this case. */
  async attach(key: string, file: Attachable, progress: (share: number) => void): Promise<Attached> {
    keyFor(this.read(), "attachment");
    return this.#carrier.attach(key, file, progress);
  }

  /** Stops a file's upload, or leaves a finished one out. */
  detach(key: string): void {
    this.#carrier.detach(key);
  }

  /**
   * Seals the manifests of those of `blobs` that arrived: what a page does not show does not go along. `sentOn`: UTC
   * date, YYYY-MM-DD; `redacts` as `sealManifest`.
   */
  async seal(signer: Signer, sentOn: string, blobs: readonly string[], redacts?: string): Promise<Enclosed> {
    const read = this.read();
    const wanted = [...this.#sealed].filter(([blob]) => blobs.includes(blob));
    const attachments = await Promise.all(wanted.map(([, sealed]) => sealed));
    const manifests = await Promise.all(
      attachments.map((one) => sealManifest(keyFor(read, "attachment"), read.caseId, signer, one, sentOn, redacts)),
    );
    return {
      items: manifests.map((manifest) => manifest.item),
      parts: manifests.flatMap((manifest) => manifest.parts),
      blobs: attachments.map(({ blob, seal }) => ({ id: blob, size: seal.sealedSize })),
    };
  }

  /** The ids of all that arrived. */
  get blobs(): string[] {
    return [...this.#sealed.keys()];
  }

  /** Forgets these, which a message took along: the next one does not. */
  forget(blobs: readonly string[]): void {
    for (const blob of blobs) this.#sealed.delete(blob);
  }

  /** Forgets all of them, after they were sent with a message. */
  clear(): void {
    this.#sealed.clear();
    this.#carrier.clear();
  }
}

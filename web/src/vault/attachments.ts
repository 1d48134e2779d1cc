/** Attachments: a blob sealed while it is uploaded, and the manifest item that vouches for it (protocol §3). */

import { type BlobSeal, sealBlob } from "./blobs";
import type { Bodies, Part } from "./bodies";
import { newId, toHex } from "./bytes";
import { Place } from "./place";
import type { Signer } from "./signing";
import type { CurrentKey } from "./threadKeys";
import { type ItemJson, partOf, sealBody } from "./wire";

/** A file to attach. `size`: its true size in bytes; `removed`: what metadata was taken out of it. */
export interface AttachmentFile {
  readonly source: ReadableStream<Uint8Array>;
  readonly size: number;
  readonly name: string;
  readonly mediaType: string;
  readonly removed?: readonly string[];
}

/** A blob on its way: the caller uploads `stream`, whose `sealedSize` bytes are known before. */
export interface AttachmentUpload {
  readonly blob: string;
  readonly stream: ReadableStream<Uint8Array>;
  readonly sealedSize: number;
  /** Resolves once the stream was read to its end; rejects when the file was not of the size it was said to be. */
  readonly done: Promise<SealedAttachment>;
}

/** A blob that was sealed whole, and what its manifest will say. */
export interface SealedAttachment {
  readonly blob: string;
  readonly seal: BlobSeal;
  readonly generation: number;
  readonly name: string;
  readonly mediaType: string;
  readonly removed: readonly string[];
}

/** Seal a file under a case key as a blob of this case. The blob's id is new unless given. */
export function sealAttachment(
  current: CurrentKey,
  caseId: string,
  file: AttachmentFile,
  blob: string = newId(),
): AttachmentUpload {
  const { source, size, name, mediaType, removed = [] } = file;
  const { generation, key } = current;
  const { stream, sealedSize, done } = sealBlob(key, generation, new Place(caseId, "blob", blob), source, size);
  const sealed = done.then((seal) => ({ blob, seal, generation, name, mediaType, removed }));
  sealed.catch(() => undefined); // Who only reads the stream sees the error there.
  return { blob, stream, sealedSize, done: sealed };
}

/**
 * The manifest of a sealed blob, and the two parts (manifest and blob) that the report or message names, so that
 * neither can be swapped (protocol §3). `sentOn`: UTC date, YYYY-MM-DD. `redacts`: of a redacted copy, the sealed hash
 * (hex) of what it is a copy of.
 */
export async function sealManifest(
  current: CurrentKey,
  caseId: string,
  signer: Signer,
  attachment: SealedAttachment,
  sentOn: string,
  redacts?: string,
): Promise<{ item: ItemJson; parts: Part[] }> {
  const { blob, seal, generation, name, mediaType, removed } = attachment;
  const body: Bodies["attachment"] = {
    sent_on: sentOn,
    blob,
    key_kind: 0,
    generation,
    size: seal.size,
    sha256: toHex(seal.sha256),
    media_type: mediaType,
    name,
    removed: [...removed],
    ...(redacts ? { redacts } : {}),
  };
  const item = await sealBody(current, caseId, signer, "attachment", body);
  return { item, parts: [partOf(item), { kind: "blob", id: blob, sha256: toHex(seal.sealedSha256) }] };
}

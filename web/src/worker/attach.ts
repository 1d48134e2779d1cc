/** A file on its way: cleaned of what it says of itself, then announced, sealed and uploaded in one stream. */

import type { Api } from "../common/api";
import { type Cleaning, clean } from "../metadata";
import type { AttachmentFile, AttachmentUpload } from "../vault/attachments";
import { blobSealedSize } from "../vault/padding";
import { patiently } from "./patience";

/** What is needed of a File. */
export type Attachable = Blob & Pick<File, "name">;

/** A file that arrived: the blob's id, and what its cleaning came to. */
export interface Attached {
  blob: string;
  cleaned: Cleaning;
}

interface Announced {
  blob: string;
  location: string;
}

/**
 * Cleans `file` and uploads it sealed by `seal`, which gets the id that the server gave. Resolves once the server has
 * all of it and the sealing is done. `delays`: milliseconds before each further try. Raises ApiError or VaultError.
 */
export async function attach(
  api: Api,
  file: Attachable,
  seal: (file: AttachmentFile, blob: string) => AttachmentUpload,
  progress: (share: number) => void,
  signal: AbortSignal,
  delays: readonly number[],
): Promise<Attached> {
  const { content, ...cleaned } = await clean(file);
  signal.throwIfAborted();
  const { size } = content;
  const length = { "Upload-Length": String(blobSealedSize(size)) };
  const announce = () => api.send<Announced>("POST", "/uploads", {}, length);
  const { blob, location } = await patiently(announce, () => signal.throwIfAborted(), delays);
  const { name, type } = file;
  const { removed } = cleaned;
  const mediaType = type || "application/octet-stream";
  const upload = seal({ source: content.stream(), size, name, mediaType, removed }, blob);
  const { uploadStream } = await import("../common/tus");
  const address = new URL(location, new URL(api.base, globalThis.location?.href)).href;
  await uploadStream(address, upload.stream, upload.sealedSize, {
    progress: (sent, total) => progress(sent / total),
    signal,
    retryDelays: [0, ...delays],
  });
  await upload.done;
  return { blob, cleaned };
}

/** A file on its way: announced, sealed and uploaded in one stream. Nothing is held in memory whole. */

import type { Api } from "../common/api";
import type { AttachmentFile, AttachmentUpload } from "../vault/attachments";
import { blobSealedSize } from "../vault/padding";
import { patiently } from "./patience";

/** What is needed of a File. */
export type Attachable = Pick<File, "name" | "size" | "type" | "stream">;

interface Announced {
  blob: string;
  location: string;
}

/**
 * Uploads `file` sealed by `seal`, which gets the id that the server gave. Resolves to that id once the server has all
 * of it and the sealing is done. `delays`: milliseconds before each further try. Raises ApiError or VaultError.
 */
export async function attach(
  api: Api,
  file: Attachable,
  seal: (file: AttachmentFile, blob: string) => AttachmentUpload,
  progress: (share: number) => void,
  signal: AbortSignal,
  delays: readonly number[],
): Promise<string> {
  const length = { "Upload-Length": String(blobSealedSize(file.size)) };
  const announce = () => api.send<Announced>("POST", "/uploads", {}, length);
  const { blob, location } = await patiently(announce, () => signal.throwIfAborted(), delays);
  const { name, size, type } = file;
  const upload = seal({ source: file.stream(), size, name, mediaType: type || "application/octet-stream" }, blob);
  const { uploadStream } = await import("../common/tus");
  const address = new URL(location, new URL(api.base, globalThis.location?.href)).href;
  await uploadStream(address, upload.stream, upload.sealedSize, {
    progress: (sent, total) => progress(sent / total),
    signal,
    retryDelays: [0, ...delays],
  });
  await upload.done;
  return blob;
}

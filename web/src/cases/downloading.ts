/** Attachments: opened in the worker, verified whole before a file is offered (protocol §3). */
import type { Api } from "../common/api";
import { DeskError } from "../people/errors";
import { type OpeningBlob, openBlob } from "../vault/blobs";
import { fromHex } from "../vault/bytes";
import { Place } from "../vault/place";
import type { ReadCase } from "../vault/thread";
import type { OpenedOf } from "../vault/threadTypes";
import { safeFileName } from "./fileNames";
import type { CaseReader } from "./reading";
import { spool } from "./spool";

/** A verified file. Its type says nothing, so that no browser shows it inside the desk's origin. */
export interface OfferedFile {
  readonly name: string;
  readonly blob: Blob;
}

/**
 * Fetches, opens and verifies the attachment of a manifest. Nothing is given out before size, zeros and hash held.
 * @throws DeskError "desk/no-such-attachment" or "desk/no-room", VaultError, ApiError.
 */
export async function fetchAttachment(
  reader: CaseReader,
  api: Pick<Api, "stream">,
  caseId: string,
  manifestId: string,
  progress: (share: number) => void,
): Promise<OfferedFile> {
  const { read } = reader.opened(caseId);
  const { body, stream, done } = await openAttachment(read, api, manifestId);
  const content = await spool(stream, body.size, done, progress);
  const blob = new Blob([content], { type: "application/octet-stream" });
  progress(1);
  return { name: safeFileName(body.name), blob };
}

/** The bytes of a manifest's attachment as they arrive; not to be used for anything final before `done` is fulfilled. */
export async function openAttachment(
  read: ReadCase,
  api: Pick<Api, "stream">,
  manifestId: string,
): Promise<OpeningBlob & { readonly body: OpenedOf<"attachment">["body"] }> {
  const { caseId } = read;
  const manifest = manifestOf(read, manifestId);
  const { body } = manifest;
  const key = read.keys.get(`${body.key_kind}/${body.generation}`);
  if (key === undefined) throw new DeskError("desk/no-such-attachment", "The key of this file is missing.");
  const sealed = await api.stream(`/cases/${caseId}/blobs/${body.blob}`);
  const sealedSha256 = sealedHashOf(read, manifest);
  const { stream, done } = openBlob(key, body.generation, new Place(caseId, "blob", body.blob), sealed, {
    size: body.size,
    sha256: fromHex(body.sha256, 32),
    ...(sealedSha256 === null ? {} : { sealedSha256: fromHex(sealedSha256, 32) }),
  });
  return { body, stream, done };
}

function manifestOf(read: ReadCase, id: string): OpenedOf<"attachment"> {
  const found = read.entries.find((entry) => entry.readable && entry.kind === "attachment" && entry.id === id);
  if (found === undefined || !found.readable || found.kind !== "attachment") {
    throw new DeskError("desk/no-such-attachment", "This case has no such attachment.");
  }
  return found;
}

/** The hash of the sealed file that the same author vouched for, or null when none did. */
function sealedHashOf(read: ReadCase, manifest: OpenedOf<"attachment">): string | null {
  const parts = read.entries.flatMap((entry) =>
    entry.readable && entry.author === manifest.author && "parts" in entry.body ? entry.body.parts : [],
  );
  return parts.find((part) => part.kind === "blob" && part.id === manifest.body.blob)?.sha256 ?? null;
}

/**
 * A file on its way from the server to the handler, in flat memory: small ones in memory, large ones in a file that
 * only this origin sees (OPFS), until they were verified and handed over. Runs in the worker.
 *
 * What lies there is the opened file, as it will lie in the handler's folder: it is removed at lock, at the next start,
 * and when anything goes wrong before it was verified.
 */

import { DeskError } from "../people/errors";

const FOLDER = "downloads";
/** Up to this size, in bytes, memory is flat enough. */
export const SMALL = 32 * 1024 * 1024;
/** How often progress is told, in bytes. */
const STEP = 4 * 1024 * 1024;

type Pieces = ReadableStream<Uint8Array<ArrayBuffer>>;
type Progress = (share: number) => void;

interface Spooled {
  readonly folder: FileSystemDirectoryHandle;
  readonly file: FileSystemFileHandle;
}

/**
 * The whole of `stream` (`size` bytes), once `verified` is fulfilled; rejects with what the stream or it failed with, or
 * with "desk/no-room", and then nothing is left behind.
 */
export async function spool(stream: Pieces, size: number, verified: Promise<void>, progress: Progress): Promise<Blob> {
  return (await spoolAside(stream, size, verified, progress)).content;
}

/** A whole file that is wanted for a moment only; `drop` removes it. */
export interface Aside {
  readonly content: Blob;
  drop(): Promise<void>;
}

/** As `spool`, for a file that goes on into another. */
export async function spoolAside(
  stream: Pieces,
  size: number,
  verified: Promise<void>,
  progress: Progress,
): Promise<Aside> {
  const spooled = size > SMALL ? await newFile() : null;
  if (spooled === null) {
    return { content: await inMemory(stream, size, verified, progress), drop: () => Promise.resolve() };
  }
  const { folder, file } = spooled;
  try {
    await writeTo(file, stream, size, progress);
    await verified;
    return { content: await file.getFile(), drop: () => folder.removeEntry(file.name) };
  } catch (error) {
    await folder.removeEntry(file.name);
    throw error;
  }
}

/** Removes every file that was handed over before. */
export async function clearSpool(): Promise<void> {
  const root = await ownFiles();
  try {
    await root?.removeEntry(FOLDER, { recursive: true });
  } catch (error) {
    if (!(error instanceof DOMException && error.name === "NotFoundError")) throw error;
  }
}

/** The place of files that only this origin sees, or null where the browser has none (a private window, say). */
async function ownFiles(): Promise<FileSystemDirectoryHandle | null> {
  try {
    return (await globalThis.navigator?.storage?.getDirectory?.()) ?? null;
  } catch {
    return null;
  }
}

/** A new file under a random name, with the folder that it lies in; null where there is no such place. */
async function newFile(): Promise<Spooled | null> {
  const root = await ownFiles();
  if (root === null) return null;
  const folder = await root.getDirectoryHandle(FOLDER, { create: true });
  const file = await folder.getFileHandle(crypto.randomUUID(), { create: true });
  return "createWritable" in file ? { folder, file } : null;
}

async function writeTo(file: FileSystemFileHandle, stream: Pieces, size: number, progress: Progress): Promise<void> {
  const sink = await file.createWritable();
  try {
    let at = 0;
    for await (const piece of pieces(stream)) {
      await sink.write(piece);
      at += piece.length;
      if (at % STEP < piece.length) progress(at / size);
    }
    await sink.close();
  } catch (error) {
    await sink.abort().catch(() => undefined);
    if (!(error instanceof DOMException && error.name === "QuotaExceededError")) throw error;
    throw new DeskError("desk/no-room", "The browser gives this origin no room for a file of this size.");
  }
}

/** Pieces are folded into Blobs on the way, which the browser may keep out of memory. */
async function inMemory(stream: Pieces, size: number, verified: Promise<void>, progress: Progress): Promise<Blob> {
  let parts: BlobPart[] = [];
  let loose = 0;
  let seen = 0;
  for await (const piece of pieces(stream)) {
    parts.push(piece);
    loose += piece.length;
    seen += piece.length;
    if (loose < STEP) continue;
    parts = [new Blob(parts)];
    loose = 0;
    progress(seen / size);
  }
  await verified;
  return new Blob(parts);
}

/** A stream's pieces; not every browser iterates streams by itself. */
async function* pieces(stream: Pieces): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const reader = stream.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
}

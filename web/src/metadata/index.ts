/**
 * Taking out what a file says of itself, before it is sealed. Pure: bytes in, bytes out; each kind's cleaner is loaded
 * when the first file of that kind comes.
 *
 * A file is cleaned whole or left as it is: what cannot be parsed is never half cleaned, and the answer says so.
 */

import { type Bytes, type Cleaner, LEFT, type Left, REMOVED, type Removed } from "./codes";
import { Kept, MetadataError, TooLarge, UnknownKind } from "./errors";
import { type Kind, kindOf } from "./kinds";

export type { Left, Removed } from "./codes";

/** The largest file that is cleaned, in bytes; larger ones go as they are. */
export const MOST = 100 * 1024 * 1024;

/** How much of a file's beginning tells its kind, in bytes. */
const HEAD = 1024;

/**
 * "cleaned"; or the file as it is, because it is of an unknown kind, too large, not readable as what it claims to be,
 * or kept on purpose (`left` says why: "encrypted" or "signature").
 */
export type State = "cleaned" | "unknown-kind" | "too-large" | "unreadable" | "kept";

/** How a file's cleaning ended. `removed`: what was found and taken out; `left`: what may still be in it. */
export interface Cleaning {
  readonly state: State;
  readonly removed: readonly Removed[];
  readonly left: readonly Left[];
}

export interface Cleaned extends Cleaning {
  readonly content: Blob;
}

const CLEANERS: Record<Kind, () => Promise<Cleaner>> = {
  jpeg: async () => (await import("./jpeg")).cleanJpeg,
  png: async () => (await import("./png")).cleanPng,
  webp: async () => (await import("./webp")).cleanWebp,
  pdf: async () => (await import("./pdf")).cleanPdf,
  zip: async () => (await import("./office")).cleanOffice,
  compound: async () => (await import("./compound")).cleanCompound,
};

/** Cleans a file by what its bytes are, whatever its name says. Raises only what reading the file itself raises. */
export async function clean(file: Blob): Promise<Cleaned> {
  const kind = kindOf(await bytesOf(file.slice(0, HEAD)));
  if (kind === null) return asItIs(file, "unknown-kind");
  if (file.size > MOST) return asItIs(file, "too-large");
  const cleaner = await CLEANERS[kind]();
  const bytes = await bytesOf(file);
  try {
    const { parts, removed, left } = cleaner(bytes);
    const content = new Blob(parts as Bytes[], { type: file.type });
    left.add("seen");
    const [gone, staying] = [REMOVED.filter((code) => removed.has(code)), LEFT.filter((code) => left.has(code))];
    return { content, state: "cleaned", removed: gone, left: staying };
  } catch (error) {
    if (error instanceof Kept) return asItIs(file, "kept", [error.left]);
    if (error instanceof UnknownKind) return asItIs(file, "unknown-kind");
    if (error instanceof TooLarge) return asItIs(file, "too-large");
    if (error instanceof MetadataError) return asItIs(file, "unreadable");
    throw error;
  }
}

function asItIs(content: Blob, state: State, left: readonly Left[] = []): Cleaned {
  return { content, state, removed: [], left };
}

async function bytesOf(blob: Blob): Promise<Bytes> {
  return new Uint8Array(await blob.arrayBuffer());
}

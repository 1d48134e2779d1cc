/** Checkpoints and the keys that sign them (C2SP signed-note, tlog-checkpoint). Cosignatures are for somebody else. */
import { type Bytes, concat, fromBase64, toHex, utf8 } from "../vault/bytes";
import { VaultError } from "../vault/errors";
import { sha256 } from "../vault/primitives";
import { verify } from "../vault/signing";
import { RecordError } from "./errors";

const ED25519 = 1;

/** A log's public key with its name, which is the log's origin. */
export interface Verifier {
  readonly name: string;
  /** Four bytes, hex. */
  readonly id: string;
  readonly key: Bytes;
}

/** What a log says of itself: its name, how many leaves it has, and its root (32 bytes). */
export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Bytes;
}

/** Reads NAME+ID+BASE64(kind ‖ key) of an Ed25519 key. Throws RecordError "record/unreadable". */
export function readVerifier(text: string): Verifier {
  const [, name, id, encoded] = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(text.trim()) ?? [];
  if (name === undefined || id === undefined || encoded === undefined) throw new RecordError("record/unreadable");
  const blob = bytesOf(encoded, 33);
  const digest = sha256(concat(utf8(`${name}\n`), blob));
  if (blob[0] !== ED25519 || toHex(digest.subarray(0, 4)) !== id) throw new RecordError("record/unreadable");
  return { name, id, key: blob.slice(1) };
}

/** The checkpoint of a note that this key signed. Throws RecordError "record/unreadable", "record/not-signed", "record/another". */
export async function openCheckpoint(note: string, verifier: Verifier): Promise<Checkpoint> {
  const gap = note.lastIndexOf("\n\n");
  const text = note.slice(0, gap + 1);
  const [origin, size, root] = text.split("\n");
  if (gap < 0 || !origin || size === undefined || !/^(0|[1-9]\d{0,15})$/.test(size) || root === undefined)
    throw new RecordError("record/unreadable");
  const checkpoint = { origin, size: Number(size), root: bytesOf(root, 32) };
  const signatures = note
    .slice(gap + 2)
    .split("\n")
    .flatMap((line) => signatureBy(line, verifier));
  if (signatures.length === 0) throw new RecordError("record/not-signed");
  for (const signature of signatures) {
    try {
      await verify(verifier.key, signature, utf8(text));
    } catch (error) {
      if (error instanceof VaultError) throw new RecordError("record/not-signed");
      throw error;
    }
  }
  if (origin !== verifier.name) throw new RecordError("record/another");
  return checkpoint;
}

/** The signature that a line carries if it is this key's. */
function signatureBy(line: string, { name, id }: Verifier): Bytes[] {
  const [, by, encoded] = /^— ([^\s+]+) ([A-Za-z0-9+/]+=*)$/.exec(line) ?? [];
  if (by !== name || encoded === undefined) return [];
  const blob = bytesOf(encoded);
  return toHex(blob.subarray(0, 4)) === id ? [blob.slice(4)] : [];
}

function bytesOf(text: string, length?: number): Bytes {
  try {
    return fromBase64(text, length);
  } catch (error) {
    if (error instanceof VaultError) throw new RecordError("record/unreadable");
    throw error;
  }
}

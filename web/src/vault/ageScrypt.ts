/** scrypt stanzas (C2SP age, "scrypt"): a file under a passphrase, always alone in its header. */
import { scryptAsync } from "@noble/hashes/scrypt.js";
import type { Stanza, Unwrap, Wrap } from "./age";
import {
  type Bytes,
  concat,
  fromBase64Unpadded,
  type RandomSource,
  randomBytes,
  toBase64Unpadded,
  utf8,
} from "./bytes";
import { Malformed, Unsupported, WrongKey } from "./errors";
import { aeadOpen, aeadSeal, ZERO_NONCE } from "./primitives";

/** The most work (log₂ N) that a reader accepts to do, and the least that a key file is made with: 256 MiB, 1–2 s. */
export const MOST_WORK = 18;

const SCRYPT_STANZA = "scrypt";

/** Wraps file keys under a passphrase with 2^`logN` work. Takes seconds at 18: call it in a worker. */
export function scryptWrap(passphrase: string, logN: number, random: RandomSource = randomBytes): Wrap {
  return async (fileKey) => {
    const salt = random(16);
    const body = aeadSeal(await derive(passphrase, salt, logN), ZERO_NONCE, fileKey);
    return { args: [SCRYPT_STANZA, toBase64Unpadded(salt), String(logN)], body };
  };
}

/**
 * Unwraps by a passphrase. Throws `Malformed` when the stanza is not alone or not well formed, `Unsupported` above
 * `MOST_WORK` (before any of it is done), `WrongKey` for another passphrase or no scrypt stanza.
 */
export function scryptUnwrap(passphrase: string): Unwrap {
  return async (stanzas) => {
    const stanza = stanzas.find(({ args }) => args[0] === SCRYPT_STANZA);
    if (stanza === undefined) throw new WrongKey("This file is not under a passphrase.");
    if (stanzas.length !== 1) throw new Malformed("A passphrase must be the only way into a file.");
    const { salt, logN } = parse(stanza);
    if (logN > MOST_WORK) throw new Unsupported("Opening this file would take more work than we accept to do.");
    const fileKey = aeadOpen(await derive(passphrase, salt, logN), ZERO_NONCE, stanza.body);
    if (fileKey === null) throw new WrongKey("This passphrase does not open this file.");
    return fileKey;
  };
}

function parse(stanza: Stanza): { salt: Bytes; logN: number } {
  const [, salt = "", work = ""] = stanza.args;
  if (stanza.args.length !== 3 || !/^[1-9][0-9]*$/.test(work) || stanza.body.length !== 32) {
    throw new Malformed("The header of this file is not well formed.");
  }
  return { salt: fromBase64Unpadded(salt, 16), logN: Number(work) };
}

async function derive(passphrase: string, salt: Uint8Array, logN: number): Promise<Bytes> {
  const labelled = concat(utf8("age-encryption.org/v1/scrypt"), salt);
  return (await scryptAsync(utf8(passphrase), labelled, { N: 2 ** logN, r: 8, p: 1, dkLen: 32 })) as Bytes;
}

/**
 * age v1 files (C2SP age), whole and streamed. How the file key is wrapped is the caller's; that the header's MAC
 * holds before one byte of payload is opened is settled here.
 */
import { checkMac, encodeHeader, type Header, readHeader, type Stanza } from "./ageHeader";
import { type Cipher, type Direction, fastCipher, openChunks, scriptCipher, sealChunks } from "./ageStream";
import { ByteReader, type ByteSource, collect, pieces } from "./byteReader";
import { type Bytes, type RandomSource, randomBytes, utf8 } from "./bytes";
import { Malformed } from "./errors";
import { hkdf } from "./primitives";

export type { Stanza } from "./ageHeader";

/** Wraps a fresh file key of 16 bytes into the one stanza of a file. */
export type Wrap = (fileKey: Bytes) => Stanza | Promise<Stanza>;

/** Finds the file key (16 bytes) in the stanzas of a header. Throws `WrongKey` when none of them is for it. */
export type Unwrap = (stanzas: readonly Stanza[]) => Bytes | Promise<Bytes>;

const NONCE = 16;

/** Seals in one piece. `random` gives the file key (16 bytes), then what `wrap` takes, then the nonce (16). */
export async function sealWhole(wrap: Wrap, plaintext: Uint8Array, random: RandomSource = randomBytes): Promise<Bytes> {
  return collect(seal(scriptCipher, wrap, pieces(plaintext), random));
}

/** Seals piece by piece, in flat memory; an error of the source comes through. */
export function sealStream(wrap: Wrap, source: ByteSource, random: RandomSource = randomBytes): AsyncGenerator<Bytes> {
  return seal(fastCipher, wrap, source, random);
}

/** Opens in one piece. Throws `Malformed`, `Unsupported`, what `unwrap` throws, and `Tampered`. */
export async function openWhole(unwrap: Unwrap, sealed: Uint8Array): Promise<Bytes> {
  return collect(await open(scriptCipher, unwrap, pieces(sealed)));
}

/**
 * Opens piece by piece. Settles when the header is verified; throws as `openWhole`. The pieces are then each
 * verified, but what they are the beginning of is whole only when the iteration ends without `Tampered`.
 */
export function openStream(unwrap: Unwrap, source: ByteSource): Promise<AsyncGenerator<Bytes>> {
  return open(fastCipher, unwrap, source);
}

/** The header of a file, not verified. Throws `Malformed` or `Unsupported`. */
export function parseHeader(sealed: Uint8Array): Promise<Header> {
  return readHeader(new ByteReader(pieces(sealed)));
}

type MakeCipher = (key: Bytes, direction: Direction) => Promise<Cipher>;

async function* seal(make: MakeCipher, wrap: Wrap, source: ByteSource, random: RandomSource): AsyncGenerator<Bytes> {
  const fileKey = random(16);
  yield encodeHeader([await wrap(fileKey)], fileKey);
  const nonce = random(NONCE);
  yield nonce;
  yield* sealChunks(await make(payloadKey(fileKey, nonce), "encrypt"), new ByteReader(source));
}

/**
 * 1. Read the header. 2. Unwrap the file key. 3. Verify the header's MAC, which commits to the file key.
 * 4. Only then open the payload.
 */
async function open(make: MakeCipher, unwrap: Unwrap, source: ByteSource): Promise<AsyncGenerator<Bytes>> {
  const reader = new ByteReader(source);
  try {
    const header = await readHeader(reader);
    const fileKey = await unwrap(header.stanzas);
    checkMac(header, fileKey);
    const nonce = await reader.upTo(NONCE);
    if (nonce.length < NONCE) throw new Malformed("This file is cut short.");
    return openChunks(await make(payloadKey(fileKey, nonce), "decrypt"), reader);
  } catch (error) {
    await reader.close();
    throw error;
  }
}

function payloadKey(fileKey: Uint8Array, nonce: Uint8Array): Bytes {
  return hkdf(fileKey, utf8("payload"), nonce);
}

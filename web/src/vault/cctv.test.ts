import { inflateSync } from "node:zlib";
import * as vectors from "cctv-age";
import { describe, expect, test } from "vitest";
import { openStream, openWhole, type Unwrap } from "./age";
import { dearmor } from "./ageArmor";
import { readHeader } from "./ageHeader";
import { scryptUnwrap } from "./ageScrypt";
import { CHUNK, nonceOf, TAG } from "./ageStream";
import { x25519Unwrap } from "./ageX25519";
import { ByteReader, type ByteSource, collect, pieces } from "./byteReader";
import { concat, equalBytes, fromHex, toHex, utf8 } from "./bytes";
import { Malformed, Tampered, Unsupported, WrongKey } from "./errors";
import { hybridUnwrap, Identity } from "./hybrid";
import { HolderKeys } from "./keys";
import { aeadOpen, hkdf, sha256 } from "./primitives";

/** One file of C2SP CCTV "age": what is expected of it, the ways in, and the age file itself. */
interface Vector {
  readonly name: string;
  readonly expect: string;
  /** SHA-256 of what it gives out, in hex. */
  readonly payload: string | undefined;
  readonly fileKey: Uint8Array;
  readonly armored: boolean;
  readonly unwraps: readonly Unwrap[];
  readonly file: Uint8Array;
}

const KNOWN = ["expect", "payload", "armored", "identity", "passphrase", "file key", "comment", "compressed"];

function read(name: string, data: Uint8Array): Vector {
  const end = Buffer.from(data).indexOf("\n\n");
  const head = Buffer.from(data.subarray(0, end)).toString().split("\n");
  const fields = head.map((line) => line.split(/: (.*)/s).slice(0, 2) as [string, string]);
  const all = (key: string) => fields.filter(([k]) => k === key).map(([, value]) => value);
  for (const [key] of fields)
    if (!KNOWN.includes(key)) throw new Error(`${name} has a field that we do not know: ${key}`);
  const rest = data.subarray(end + 2);
  return {
    name,
    expect: all("expect")[0] ?? "",
    payload: all("payload")[0],
    fileKey: fromHex(all("file key")[0] ?? ""),
    armored: all("armored")[0] === "yes",
    unwraps: [...all("identity").map(unwrapOf), ...all("passphrase").map(scryptUnwrap)],
    file: all("compressed")[0] === "zlib" ? new Uint8Array(inflateSync(rest)) : rest,
  };
}

function unwrapOf(identity: string): Unwrap {
  if (identity.startsWith("AGE-SECRET-KEY-1")) return x25519Unwrap(identity);
  return hybridUnwrap(HolderKeys.fromIdentity(Identity.parse(identity)).opener);
}

/** The first of them that fits; a vector may name several. */
function anyOf(unwraps: readonly Unwrap[]): Unwrap {
  return async (stanzas) => {
    for (const unwrap of unwraps) {
      try {
        return await unwrap(stanzas);
      } catch (error) {
        if (!(error instanceof WrongKey)) throw error;
      }
    }
    throw new WrongKey("None of the keys fits.");
  };
}

const ALL = Object.entries(vectors as unknown as Record<string, Uint8Array>).map(([name, data]) => read(name, data));

/** When a file fails (before any payload or after), as which error, and what was given out by then. */
interface Outcome {
  readonly stage: "header" | "payload" | "end";
  readonly error?: unknown;
  readonly released: Uint8Array;
}

async function play(vector: Vector, cut: (file: Uint8Array) => ByteSource): Promise<Outcome> {
  const source = vector.armored ? dearmor(cut(vector.file)) : cut(vector.file);
  const released: Uint8Array[] = [];
  let stage: "header" | "payload" = "header";
  try {
    const payload = await openStream(anyOf(vector.unwraps), source);
    stage = "payload";
    for await (const piece of payload) released.push(piece);
    return { stage: "end", released: concat(...released) };
  } catch (error) {
    return { stage, error, released: concat(...released) };
  }
}

/**
 * The payload that the vector's hash stands for: some of the chunks that open under the vector's own file key,
 * whatever their last-chunk flag says. We may give out less, as we look whether a chunk is the last one first.
 */
async function payloadOf(vector: Vector): Promise<Uint8Array> {
  const reader = new ByteReader(vector.armored ? dearmor(pieces(vector.file)) : pieces(vector.file));
  await readHeader(reader);
  const key = hkdf(vector.fileKey, utf8("payload"), await reader.upTo(16));
  const chunks: Uint8Array[] = [];
  for (let counter = 0; toHex(sha256(concat(...chunks))) !== vector.payload; counter++) {
    const sealed = await reader.upTo(CHUNK + TAG);
    const chunk = aeadOpen(key, nonceOf(counter, false), sealed) ?? aeadOpen(key, nonceOf(counter, true), sealed);
    if (chunk === null) throw new Error(`${vector.name} holds no payload of its hash`);
    chunks.push(chunk);
  }
  return concat(...chunks);
}

async function judge(vector: Vector, outcome: Outcome): Promise<void> {
  const { stage, error, released } = outcome;
  switch (vector.expect) {
    case "success":
      expect(error).toBeUndefined();
      expect(toHex(sha256(released))).toBe(vector.payload);
      break;
    case "payload failure":
      expect(stage).toBe("payload");
      expect(error).toBeInstanceOf(Tampered);
      expect(equalBytes(released, (await payloadOf(vector)).subarray(0, released.length))).toBe(true);
      break;
    case "HMAC failure":
      expect(stage).toBe("header");
      expect(error).toBeInstanceOf(Tampered);
      break;
    case "no match":
      expect(stage).toBe("header");
      expect(error).toBeInstanceOf(WrongKey);
      break;
    case "header failure":
      expect(stage).toBe("header");
      expect(error).toBeInstanceOf(UNSUPPORTED.includes(vector.name) ? Unsupported : Malformed);
      break;
    case "armor failure":
      expect(error).toBeInstanceOf(Malformed);
      break;
    default:
      throw new Error(`${vector.name} expects something that we do not know: ${vector.expect}`);
  }
}

/** Well formed, and more or newer than we do. */
const UNSUPPORTED = ["version_unsupported", "scrypt_work_factor_23", "scrypt_work_factor_overflow"];

/** How many bytes at each end of a large file come one at a time; its middle, all alike, comes in pieces. */
const BYTEWISE = 50_000;

/** One byte at a time; a plain iterator, since some files have 16 million. */
function byteByByte(file: Uint8Array): ByteSource {
  let at = 0;
  const step = () => (at >= BYTEWISE && at + BYTEWISE + 4093 < file.length ? 4093 : 1);
  const next = async (): Promise<IteratorResult<Uint8Array>> => {
    if (at >= file.length) return { done: true, value: undefined };
    const from = at;
    at += step();
    return { done: false, value: file.subarray(from, at) };
  };
  return { [Symbol.asyncIterator]: () => ({ next }) };
}

function* cutUnevenly(file: Uint8Array): Generator<Uint8Array> {
  const sizes = [1, 7, 4096, 65_535, 2, 65_553];
  for (let at = 0, i = 0; at < file.length; i++) {
    const size = sizes[i % sizes.length] as number;
    yield file.subarray(at, at + size);
    at += size;
  }
}

describe("the age test vectors of C2SP CCTV", () => {
  test("are all here", () => {
    expect(ALL).toHaveLength(143);
    expect(new Set(ALL.map(({ expect }) => expect)).size).toBe(6);
  });

  test.each(ALL)("$name opens or fails as it must, whole", async (vector) => {
    const outcome = await wholeOf(vector).then(
      (released): Outcome => ({ stage: "end", released }),
      (error: unknown): Outcome => ({ stage: stageOf(vector), error, released: new Uint8Array() }),
    );
    await judge(vector, outcome);
  });

  test.each(ALL)("$name opens or fails as it must, streamed", async (vector) => {
    await judge(vector, await play(vector, (file) => pieces(...cutUnevenly(file))));
  });

  test.each(ALL)("$name opens or fails as it must, byte by byte", async (vector) => {
    await judge(vector, await play(vector, byteByByte));
  });
});

async function wholeOf(vector: Vector): Promise<Uint8Array> {
  const file = vector.armored ? await collect(dearmor(pieces(vector.file))) : vector.file;
  return openWhole(anyOf(vector.unwraps), file);
}

/** A file opened whole gives out nothing when it fails, and its stage does not show. */
function stageOf(vector: Vector): "header" | "payload" {
  return vector.expect === "payload failure" ? "payload" : "header";
}

/** Vectors of the topics item and blob. */

import { sealBlob } from "./blobs";
import { collect, fromStream, pieces, toStream } from "./byteReader";
import {
  type Bytes,
  concat,
  copyOf,
  idFromHash,
  label,
  toBase64,
  toBase64Unpadded,
  toHex,
  uint32,
  utf8,
} from "./bytes";
import { ageFile, flipped, flippedMac, itemPlaintext, notCanonical, sealedAround, withHeader } from "./crafted";
import { Identity } from "./hybrid";
import { sealItem } from "./items";
import { KINDS, Place } from "./place";
import { sha256 } from "./primitives";
import { type Signer, SigningKey } from "./signing";
import { wrapFor } from "./stanza";
import { fixedRandom, seededRandom, type VectorCase } from "./vectorFiles";

const CASE = idFromHash(sha256(utf8("the case")));
const THING = idFromHash(sha256(utf8("the thing")));
const OTHER = idFromHash(sha256(utf8("another")));
const KEY = sha256(utf8("the case key"));
const SEED = sha256(utf8("Rae"));
const RAE = SigningKey.fromSeed(SEED);
const REPORT = new Place(CASE, "report", THING);
const BODY = utf8('{"text":"The crates leave the dock at night."}');

interface Input {
  readonly key?: Bytes;
  readonly generation?: number;
  readonly caseId?: string;
  readonly kind?: string;
  readonly thing?: string;
  readonly sealed: Bytes;
}

/** An item vector; what is not named is as it should be. */
function item(name: string, expect: string, input: Input, made: object = {}, body: Bytes = BODY): VectorCase {
  const { key = KEY, generation = 0, caseId = CASE, kind = "report", thing = THING, sealed } = input;
  return {
    name,
    expect,
    input: { key: toHex(key), generation, case: caseId, kind, thing, sealed: toBase64(sealed), ...made },
    ...(expect === "ok" ? { output: { author: toHex(RAE.public), body: toBase64(body) } } : {}),
  };
}

async function goodItem(name: string, place: Place, generation: number, body: Bytes): Promise<VectorCase> {
  const random = seededRandom(name);
  const [fileKey, salt, nonce] = [random(16), random(16), random(16)];
  const sealed = await sealItem(KEY, generation, place, body, RAE, fixedRandom(fileKey, salt, nonce));
  const made_with = {
    file_key: toHex(fileKey),
    salt: toHex(salt),
    nonce: toHex(nonce),
    signing_seed: toHex(SEED),
    body: toBase64(body),
  };
  return item(name, "ok", { generation, kind: place.kind, sealed }, { made_with }, body);
}

async function goodItems(): Promise<VectorCase[]> {
  const kinds = Object.keys(KINDS).filter((kind) => kind !== "blob");
  const sizes = [0, 414, 415, 65_438, 65_439];
  return Promise.all([
    ...kinds.map((kind) =>
      goodItem(`an item of kind ${kind} opens at its place`, new Place(CASE, kind, THING), 0, BODY),
    ),
    goodItem("an item of a later generation opens under it", REPORT, 0x01020304, BODY),
    goodItem("a body that ends in 0x80 and zeros comes back whole", REPORT, 0, copyOf([0x80, 0x80, 0, 0])),
    ...sizes.map((n) => goodItem(`a body of ${n} bytes opens`, REPORT, 0, new Uint8Array(n).fill(0x61))),
  ]);
}

/** Items whose header is not what it should be, around the right content. */
async function oddHeaders(): Promise<VectorCase[]> {
  const random = seededRandom("odd headers");
  const sealed = await sealItem(KEY, 0, REPORT, BODY, RAE, random);
  const plaintext = itemPlaintext(RAE.public, await signed(REPORT, 0, BODY), BODY);
  const fileKey = random(16);
  const stanza = await wrapFor(KEY, 0, REPORT, random)(fileKey);
  const hybrid = Identity.fromSeed(SEED).recipient.wrap(fileKey, random);
  const salt = random(16);
  const body = stanza.body;
  const file = (...stanzas: Parameters<typeof ageFile>[0]) => ageFile(stanzas, fileKey, plaintext, random);
  const ours = (...args: string[]) => file({ args: ["vouchsafe/v1", ...args], body });
  const malformed = async (name: string, made: Bytes | Promise<Bytes>) =>
    item(name, "vault/malformed", { sealed: await made });
  const canonicalBody = toBase64Unpadded(copyOf(bodyOf(sealed)));
  return [
    await malformed("a file without a stanza is malformed", file()),
    await malformed("a file with two stanzas of ours is malformed", file(stanza, stanza)),
    await malformed("a file with a foreign stanza beside ours is malformed", file(stanza, hybrid)),
    await malformed("a file with a foreign stanza only is malformed", file(hybrid)),
    await malformed(
      "a stanza of a later version is malformed",
      withHeader(sealed, "-> vouchsafe/v1", "-> vouchsafe/v2"),
    ),
    await malformed("a stanza without a salt is malformed", ours()),
    await malformed("a stanza with one argument too many is malformed", ours(toBase64Unpadded(salt), "more")),
    await malformed("a salt of 15 bytes is malformed", ours(toBase64Unpadded(salt.slice(1)))),
    await malformed("a salt of 17 bytes is malformed", ours(toBase64Unpadded(concat(salt, salt.slice(0, 1))))),
    await malformed("a salt that is not canonical base64 is malformed", ours(notCanonical(salt))),
    await malformed("a salt with base64 padding is malformed", ours(toBase64(salt))),
    await malformed("a wrapped key of 31 bytes is malformed", file({ ...stanza, body: body.slice(1) })),
    await malformed(
      "a wrapped key of 33 bytes is malformed",
      file({ ...stanza, body: concat(body, salt.slice(0, 1)) }),
    ),
    await malformed(
      "a wrapped key that is not canonical base64 is malformed",
      withHeader(sealed, canonicalBody, notCanonical(copyOf(bodyOf(sealed)))),
    ),
    await malformed("a line end of two characters is malformed", withHeader(sealed, "/v1\n", "/v1\r\n")),
    await malformed("a header cut short is malformed", sealed.slice(0, 100)),
    await malformed("nothing is malformed", new Uint8Array()),
    item("another version of age is unsupported", "vault/unsupported", {
      sealed: withHeader(sealed, ".org/v1", ".org/v2"),
    }),
    item("a changed MAC is noticed", "vault/tampered", { sealed: flippedMac(sealed) }),
    item("another salt does not open", "vault/wrong-key", {
      sealed: withHeader(sealed, /(vouchsafe\/v1) .{22}/, `$1 ${toBase64Unpadded(salt)}`),
    }),
  ];
}

/** The 32 bytes that wrap the file key of an item. */
function bodyOf(sealed: Uint8Array): Uint8Array {
  const line = Buffer.from(sealed).toString("latin1").split("\n")[2] as string;
  return Buffer.from(line, "base64");
}

/** Items that open, around something that is not what it should be; and items out of their place. */
async function oddContents(): Promise<VectorCase[]> {
  const random = seededRandom("odd contents");
  const sealed = await sealItem(KEY, 0, REPORT, BODY, RAE, random);
  const good = await signed(REPORT, 0, BODY);
  const mallory = SigningKey.fromSeed(sha256(utf8("Mallory")));
  const right = itemPlaintext(RAE.public, good, BODY);
  const around = async (name: string, expect: string, plaintext: Uint8Array) =>
    item(name, expect, { sealed: await sealedAround(KEY, 0, REPORT, plaintext, random) });
  const tampered = (name: string, plaintext: Uint8Array) => around(name, "vault/tampered", plaintext);
  const by = async (place: Place, generation: number, signer: Signer = RAE, author = RAE.public) =>
    itemPlaintext(author, await signed(place, generation, BODY, signer), BODY);
  return [
    item("another key does not open it", "vault/wrong-key", { key: sha256(utf8("another")), sealed }),
    item("it does not open in another case", "vault/wrong-key", { caseId: OTHER, sealed }),
    item("it does not open as another kind under the same key kind", "vault/wrong-key", { kind: "message", sealed }),
    item("it does not open as a kind of another key kind", "vault/wrong-key", { kind: "note", sealed }),
    item("it does not open under another id", "vault/wrong-key", { thing: OTHER, sealed }),
    item("it does not open as another generation", "vault/wrong-key", { generation: 1, sealed }),
    item("a kind that nobody knows is unsupported", "vault/unsupported", { kind: "opinion", sealed }),
    item("a changed payload is noticed", "vault/tampered", { sealed: flipped(sealed, 200) }),
    item("a changed nonce is noticed", "vault/tampered", { sealed: flipped(sealed, 153) }),
    item("a payload cut short is noticed", "vault/tampered", { sealed: sealed.slice(0, -1) }),
    item("a payload with a byte more is noticed", "vault/tampered", { sealed: concat(sealed, new Uint8Array(1)) }),
    item("a file without its nonce is malformed", "vault/malformed", { sealed: sealed.slice(0, 160) }),
    await around("a plaintext of version 2 is unsupported", "vault/unsupported", concat(copyOf([2]), right.slice(1))),
    await tampered("a signature for another case does not hold", await by(new Place(OTHER, "report", THING), 0)),
    await tampered("a signature for another kind does not hold", await by(new Place(CASE, "message", THING), 0)),
    await tampered("a signature for another id does not hold", await by(new Place(CASE, "report", OTHER), 0)),
    await tampered("a signature for another generation does not hold", await by(REPORT, 1)),
    await tampered("a signature by somebody else does not hold", await by(REPORT, 0, mallory)),
    await tampered("an author of small order is refused", anybodys()),
    await tampered("a body that was changed after signing is noticed", flipped(right, 100)),
    await tampered("padding without its mark is noticed", flipped(right, 97 + BODY.length, 7)),
    await tampered("padding that is not zero is noticed", flipped(right, -1)),
    await tampered("padding longer than it must be is noticed", itemPlaintext(RAE.public, good, BODY, 1024)),
    await tampered("padding shorter than it must be is noticed", itemPlaintext(RAE.public, good, BODY, 300)),
    await tampered("a total that is no Padmé size is noticed", itemPlaintext(RAE.public, good, BODY, 513)),
    await around("a plaintext of its version only is malformed", "vault/malformed", copyOf([1])),
    await around("a plaintext of nothing is malformed", "vault/malformed", new Uint8Array()),
    await tampered("a plaintext of zeros after its version is noticed", concat(copyOf([1]), new Uint8Array(511))),
  ];
}

function signed(place: Place, generation: number, body: Bytes, signer: Signer = RAE): Promise<Bytes> {
  const head = concat(copyOf([place.keyKind]), uint32(generation), place.encode());
  return signer.sign(concat(label("vouchsafe/v1/sign"), head, body));
}

/** The identity point as the author, for which R = B, S = 1 is a signature over anything. */
function anybodys(): Bytes {
  const identity = copyOf([1, ...new Array(31).fill(0)]);
  const base = copyOf([0x58, ...new Array(31).fill(0x66)]);
  return itemPlaintext(identity, concat(base, identity), BODY);
}

const BLOB = new Place(CASE, "blob", THING);

function blob(name: string, expect: string, sealed: Bytes, plain: Bytes, input: object = {}): VectorCase {
  const sha = toHex(sha256(plain));
  return {
    name,
    expect,
    input: {
      key: toHex(KEY),
      generation: 0,
      case: CASE,
      thing: THING,
      sealed: toBase64(sealed),
      size: plain.length,
      sha256: sha,
      ...input,
    },
    ...(expect === "ok" ? { output: { plain_sha256: sha } } : {}),
  };
}

async function blobCases(): Promise<VectorCase[]> {
  const random = seededRandom("blob");
  const file = (n: number) => seededRandom("a file")(n);
  const seal = (plain: Bytes) =>
    collect(
      fromStream(sealBlob(KEY, 0, BLOB, toStream(pieces(plain) as AsyncGenerator<Bytes>), plain.length, random).stream),
    );
  const around = (plaintext: Bytes) => sealedAround(KEY, 0, BLOB, plaintext, random);
  const small = file(1000);
  const good = await seal(small);
  const dirty = concat(small, new Uint8Array(64_536));
  dirty[65_535] = 1;
  const whole: VectorCase[] = [];
  for (const n of [0, 65_536, 65_537])
    whole.push(blob(`a file of ${n} bytes opens`, "ok", await seal(file(n)), file(n)));
  const head = good.slice(0, 400); // What fails at the header needs no payload.
  return [
    ...whole,
    blob("another size than the manifest's is noticed", "vault/tampered", good, small, { size: 999 }),
    blob("another hash than the manifest's is noticed", "vault/tampered", good, small, { sha256: "00".repeat(32) }),
    blob("a size of another padded size is noticed", "vault/tampered", good, small, { size: 70_000 }),
    blob("padding that is not zero is noticed", "vault/tampered", await around(dirty), small),
    blob("a file that was not padded is noticed", "vault/tampered", await around(small), small),
    blob("a file cut short is noticed", "vault/tampered", head, small),
    blob(
      "a file cut short at the end of its first chunk is noticed",
      "vault/tampered",
      await cutAtChunk(seal),
      file(65_537),
    ),
    blob("it does not open in another case", "vault/wrong-key", head, small, { case: OTHER }),
    blob("it does not open under another id", "vault/wrong-key", head, small, { thing: OTHER }),
    blob("it does not open as another generation", "vault/wrong-key", head, small, { generation: 1 }),
    blob("a changed MAC is noticed", "vault/tampered", flippedMac(head), small),
    blob("a header cut short is malformed", "vault/malformed", head.slice(0, 100), small),
  ];
}

async function cutAtChunk(seal: (plain: Bytes) => Promise<Bytes>): Promise<Bytes> {
  return (await seal(seededRandom("a file")(65_537))).slice(0, 153 + 16 + 65_536 + 16);
}

async function itemCases(): Promise<VectorCase[]> {
  return [...(await goodItems()), ...(await oddHeaders()), ...(await oddContents())];
}

export const topics = { item: itemCases, blob: blobCases };

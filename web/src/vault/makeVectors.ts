/** Vectors of the topics padding, signature and key_file. */
import { ed25519 } from "@noble/curves/ed25519.js";
import { sha512 } from "@noble/hashes/sha2.js";
import { sealWhole } from "./age";
import { scryptWrap } from "./ageScrypt";
import { type Bytes, concat, copyOf, toBase64, toHex, utf8 } from "./bytes";
import { ageFile, flipped, flippedMac, withHeader } from "./crafted";
import { Identity } from "./hybrid";
import { sealKeyFile } from "./keyFile";
import { blobSealedSize, blobTotal, itemSealedSize, itemTotal, padme } from "./padding";
import { sha256 } from "./primitives";
import { SigningKey } from "./signing";
import { seededRandom, type VectorCase } from "./vectorFiles";

const SIZES = [
  0,
  1,
  2,
  3,
  9,
  100,
  413,
  414,
  415,
  511,
  512,
  513,
  1000,
  4096,
  65_437,
  65_438,
  65_439,
  65_535,
  65_536,
  65_537,
  67_584,
  67_585,
  1_000_000,
  26_214_400,
  4_294_967_295,
  4_294_967_296,
  4_294_967_297,
  2 ** 40 + 1,
];

async function paddingCases(): Promise<VectorCase[]> {
  return SIZES.map((n) => ({
    name: `${n} bytes are padded to a size that tells little`,
    expect: "ok",
    input: { n },
    output: {
      padme: padme(n),
      item_total: itemTotal(n),
      blob_total: blobTotal(n),
      item_sealed_size: itemSealedSize(n),
      blob_sealed_size: blobSealedSize(n),
    },
  }));
}

const { Point } = ed25519;
type Curve = InstanceType<typeof Point>;
const ORDER = Point.Fn.ORDER;
const MESSAGE = utf8("The crates leave the dock at night.");

const littleEndian = (bytes: Uint8Array): bigint => BigInt(`0x${toHex(bytes.slice().reverse() as Bytes)}`);
const scalarBytes = (n: bigint): Bytes => copyOf(Buffer.from(n.toString(16).padStart(64, "0"), "hex").reverse());
const scalarOf = (name: string): bigint => littleEndian(sha512(utf8(name))) % ORDER;

/** S of Schnorr's equation for these points and scalars: R ‖ S. */
function signature(r: bigint, a: bigint, pointR: Bytes, pointA: Bytes): Bytes {
  const k = littleEndian(sha512(concat(pointR, pointA, MESSAGE))) % ORDER;
  return concat(pointR, scalarBytes((r + k * a) % ORDER));
}

/** A point of order 8. */
const TORSION = Point.fromHex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a");
const encode = (point: Curve): Bytes => copyOf(point.toBytes());

async function signatureCases(): Promise<VectorCase[]> {
  const rae = SigningKey.fromSeed(sha256(utf8("Rae")));
  const good = await rae.sign(MESSAGE);
  const other = SigningKey.fromSeed(sha256(utf8("Mallory"))).public;
  const [r, a] = [scalarOf("r"), scalarOf("a")];
  const pointR = encode(Point.BASE.multiply(r));
  const pointA = encode(Point.BASE.multiply(a));
  const mixedA = encode(Point.BASE.multiply(a).add(TORSION));
  const mixedR = encode(Point.BASE.multiply(r).add(TORSION));
  const identity = encode(Point.ZERO);
  const oversized = concat(good.slice(0, 32), scalarBytes(littleEndian(good.subarray(32)) + ORDER));
  // The identity point, its y plus the prime.
  const beyondPrime = copyOf([0xee, ...new Array(30).fill(0xff), 0x7f]);

  const one = (name: string, expect: string, key: Bytes, sig: Bytes, message = MESSAGE): VectorCase => ({
    name,
    expect,
    input: { public: toHex(key), signature: toHex(sig), message: toHex(message) },
  });
  const bad = (name: string, key: Bytes, sig: Bytes, message?: Bytes) => one(name, "vault/tampered", key, sig, message);
  return [
    one("a signature by its author holds", "ok", rae.public, good),
    one("a signature made by the equation alone holds", "ok", pointA, signature(r, a, pointR, pointA)),
    bad("a signature over another message does not hold", rae.public, good, utf8("The crates stay.")),
    bad("a signature by somebody else does not hold", other, good),
    bad("a signature with one bit of R changed does not hold", rae.public, flipped(good, 3)),
    bad("a signature with one bit of S changed does not hold", rae.public, flipped(good, 40)),
    bad("a signature cut short does not hold", rae.public, good.slice(0, 63)),
    bad("a key of 31 bytes is none", rae.public.slice(0, 31), good),
    bad("S above the order of the group is refused", rae.public, oversized),
    bad("a key of small order, for which anybody can sign, is refused", identity, signature(r, 0n, pointR, identity)),
    bad("a key of order eight is refused", encode(TORSION), lucky(encode(TORSION))),
    bad(
      "a key of order eight of the other two is refused",
      encode(TORSION.multiplyUnsafe(3n)),
      lucky(encode(TORSION.multiplyUnsafe(3n))),
    ),
    bad("a key of order four is refused", encode(TORSION.double()), lucky(encode(TORSION.double()))),
    bad("a key of order two is refused", encode(TORSION.double().double()), lucky(encode(TORSION.double().double()))),
    bad("R of small order is refused", pointA, signature(0n, a, identity, pointA)),
    bad("a key that is not in its canonical form is refused", beyondPrime, signature(r, 0n, pointR, beyondPrime)),
    bad("R that is not in its canonical form is refused", pointA, signature(0n, a, beyondPrime, pointA)),
    bad("R of small order with the sign that its x cannot have is refused", pointA, negativeZero(a, pointA)),
    bad(
      "a signature that holds only times the cofactor, for its key, is refused",
      mixedA,
      signature(r, a, pointR, mixedA),
    ),
    bad(
      "a signature that holds only times the cofactor, for its R, is refused",
      pointA,
      signature(r, a, mixedR, pointA),
    ),
    bad("a key that is no point of the curve is refused", copyOf([2, ...new Array(31).fill(0)]), good),
  ];
}

/** A signature that a lax verifier takes for a key of small order: k is a multiple of eight, so k·A is nothing. */
function lucky(key: Bytes): Bytes {
  for (let r = 1n; ; r++) {
    const pointR = encode(Point.BASE.multiply(r));
    const k = littleEndian(sha512(concat(pointR, key, MESSAGE))) % ORDER;
    if (k % 8n === 0n) return concat(pointR, scalarBytes(r));
  }
}

function negativeZero(a: bigint, pointA: Bytes): Bytes {
  return signature(0n, a, copyOf([1, ...new Array(30).fill(0), 0x80]), pointA);
}

async function keyFileCases(): Promise<VectorCase[]> {
  const random = seededRandom("key_file");
  const hanna = Identity.fromSeed(sha256(utf8("Hanna")));
  const passphrase = "harbour-crate-night-lantern-signal-witness";
  const good = await sealKeyFile(hanna, passphrase, { logN: 10, random });
  const oddPassphrase = "  Größe ✓ \u{1f511}  ";
  const odd = await sealKeyFile(hanna, oddPassphrase, { logN: 1, random });
  const around = (text: string) => sealWhole(scryptWrap(passphrase, 10, random), utf8(text), random);
  const classic = await around("AGE-SECRET-KEY-1EGTZVFFV20835NWYV6270LXYVK2VKNX2MMDKWYKLMGR48UAWX40Q2P2LM0\n");
  const fileKey = random(16);
  const stanza = await scryptWrap(passphrase, 10, random)(fileKey);
  const mixed = await ageFile([stanza, hanna.recipient.wrap(fileKey, random)], fileKey, utf8(`${hanna}\n`), random);

  const one = (name: string, expect: string, sealed: Bytes, phrase = passphrase): VectorCase => ({
    name,
    expect,
    input: { passphrase: phrase, sealed: toBase64(sealed) },
    ...(expect === "ok" ? { output: { identity: hanna.toString() } } : {}),
  });
  return [
    one("a key file opens with its passphrase", "ok", good),
    one("a passphrase of any characters is taken as it is", "ok", odd, oddPassphrase),
    one("another passphrase does not open it", "vault/wrong-key", good, "harbour-crate-night-lantern-signal-wit"),
    one("work above 2^18 is refused before it is done", "vault/unsupported", withHeader(good, / 10\n/, " 19\n")),
    one("less work than was done does not open it", "vault/wrong-key", withHeader(good, / 10\n/, " 9\n")),
    one("work with a leading zero is malformed", "vault/malformed", withHeader(good, / 10\n/, " 010\n")),
    one("no work is malformed", "vault/malformed", withHeader(good, / 10\n/, " 0\n")),
    one("a passphrase beside another way in is malformed", "vault/malformed", mixed),
    one("a changed MAC is noticed", "vault/tampered", flippedMac(good)),
    one("a changed payload is noticed", "vault/tampered", flipped(good, -1)),
    one("a payload cut short is noticed", "vault/tampered", good.slice(0, -17)),
    one("a header cut short is malformed", "vault/malformed", good.slice(0, 60)),
    one("another version of age is unsupported", "vault/unsupported", withHeader(good, "/v1\n", "/v2\n")),
    one("a classic identity inside is malformed", "vault/malformed", classic),
    one("no identity inside is malformed", "vault/malformed", await around("nothing\n")),
  ];
}

export const topics = { padding: paddingCases, signature: signatureCases, key_file: keyFileCases };

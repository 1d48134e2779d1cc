/** Vectors of the topic grant. */
import { type Bytes, concat, copyOf, idFromHash, idToBytes, label, toBase64, toHex, uint32, utf8 } from "./bytes";
import { ageFile, flipped, flippedMac, notCanonical, withHeader } from "./crafted";
import { sealGrant } from "./grants";
import { encapsulatedIn, Identity } from "./hybrid";
import { KeyKind } from "./keyKind";
import { sha256 } from "./primitives";
import { SigningKey } from "./signing";
import { seededRandom, type VectorCase } from "./vectorFiles";

const CASE = idFromHash(sha256(utf8("the case")));
const OTHER = idFromHash(sha256(utf8("another")));
const KEY = sha256(utf8("the case key"));
const SHARE = concat(sha256(utf8("a share")), copyOf([3]));
const HANNA = Identity.fromSeed(sha256(utf8("Hanna")));
const HUGO = Identity.fromSeed(sha256(utf8("Hugo")));
const RAE = SigningKey.fromSeed(sha256(utf8("Rae")));
const MALLORY = SigningKey.fromSeed(sha256(utf8("Mallory")));
const random = seededRandom("grant");

function grant(name: string, expect: string, sealed: Bytes, change: object = {}, key: Bytes = KEY): VectorCase {
  return {
    name,
    expect,
    input: {
      identity: HANNA.toString(),
      sealed: toBase64(sealed),
      case: CASE,
      key_kind: KeyKind.CASE,
      generation: 0,
      granters: [toHex(MALLORY.public), toHex(RAE.public)],
      ...change,
    },
    ...(expect === "ok" ? { output: { key: toHex(key), granter: toHex(RAE.public) } } : {}),
  };
}

/** The plaintext of a grant (protocol §4), any field of which may be wrong. */
async function plaintext(
  change: { version?: number; kind?: number; field?: Bytes; for?: Identity } = {},
): Promise<Bytes> {
  const { version = 1, kind = KeyKind.CASE, field = concat(copyOf([0]), KEY) } = change;
  const recipient = (change.for ?? HANNA).recipient;
  const head = concat(copyOf([version]), idToBytes(CASE), copyOf([kind]), uint32(0), field, RAE.public);
  return concat(head, await RAE.sign(concat(label("vouchsafe/v1/grant"), head, sha256(recipient.raw))));
}

function sealedTo(identity: Identity, content: Bytes): Promise<Bytes> {
  const fileKey = random(16);
  return ageFile([identity.recipient.wrap(fileKey, random)], fileKey, content, random);
}

async function goodGrants(): Promise<VectorCase[]> {
  const seal = (kind: KeyKind, generation: number, key: Bytes) =>
    sealGrant(HANNA.recipient, CASE, kind, generation, key, RAE, random);
  const of = (key_kind: KeyKind, generation = 0) => ({ key_kind, generation });
  const { CASE: caseKind, DESK, IDENTITY, SUBJECT, REQUEST } = KeyKind;
  return [
    grant("a case key opens for its holder", "ok", await seal(caseKind, 0, KEY)),
    grant("a desk key of a later generation opens", "ok", await seal(DESK, 7, KEY), of(DESK, 7)),
    grant("a request key opens", "ok", await seal(REQUEST, 0, KEY), of(REQUEST)),
    grant("a share of an identity key opens", "ok", await seal(IDENTITY, 0, SHARE), of(IDENTITY), SHARE),
    grant("a share of a subject key opens", "ok", await seal(SUBJECT, 0, SHARE), of(SUBJECT), SHARE),
  ];
}

async function oddHeaders(good: Bytes): Promise<VectorCase[]> {
  const fileKey = random(16);
  const content = await plaintext();
  const toHanna = HANNA.recipient.wrap(fileKey, random);
  const toHugo = HUGO.recipient.wrap(fileKey, random);
  const enc = encapsulatedIn(toHanna) as Bytes;
  const file = (...stanzas: Parameters<typeof ageFile>[0]) => ageFile(stanzas, fileKey, content, random);
  const classic = { args: ["X25519", Buffer.from(random(32)).toString("base64").slice(0, 43)], body: toHanna.body };
  const lowOrder = concat(enc.slice(0, 1088), new Uint8Array(32));
  const arg = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64").replace(/=+$/, "");
  return [
    grant("a grant to two keys is malformed", "vault/malformed", await file(toHanna, toHugo)),
    grant("a grant to nobody is malformed", "vault/malformed", await file()),
    grant("a grant to a classic key is malformed", "vault/malformed", await file(classic)),
    grant("a grant to a classic key beside is malformed", "vault/malformed", await file(toHanna, classic)),
    grant(
      "an exchange that is not canonical base64 is malformed",
      "vault/malformed",
      await file({ ...toHanna, args: [toHanna.args[0] as string, notCanonical(enc)] }),
    ),
    grant(
      "an exchange with a point of low order is malformed",
      "vault/malformed",
      await file({ ...toHanna, args: [toHanna.args[0] as string, arg(lowOrder)] }),
    ),
    grant("another version of age is unsupported", "vault/unsupported", withHeader(good, ".org/v1", ".org/v2")),
    grant("a changed MAC is noticed", "vault/tampered", flippedMac(good)),
    grant("a changed payload is noticed", "vault/tampered", flipped(good, -1)),
    grant("a grant cut short is malformed", "vault/malformed", good.slice(0, -1)),
    grant("a grant to somebody else does not open", "vault/wrong-key", good, { identity: HUGO.toString() }),
  ];
}

async function oddContents(good: Bytes): Promise<VectorCase[]> {
  const around = async (content: Bytes | Promise<Bytes>) => sealedTo(HANNA, await content);
  const share = plaintext({ field: concat(copyOf([1]), KEY) });
  return [
    grant("a grant of another case is noticed", "vault/tampered", good, { case: OTHER }),
    grant("a grant of another kind is noticed", "vault/tampered", good, { key_kind: KeyKind.DESK }),
    grant("a granter who may not grant is noticed", "vault/tampered", good, { granters: [toHex(MALLORY.public)] }),
    grant("a grant that nobody may make is noticed", "vault/tampered", good, { granters: [] }),
    grant("a grant passed on to another key is noticed", "vault/tampered", await around(plaintext({ for: HUGO }))),
    grant("a changed signature is noticed", "vault/tampered", await around(flipped(await plaintext(), -1))),
    grant("a changed key is noticed", "vault/tampered", await around(flipped(await plaintext(), 30))),
    grant("a grant of version 2 is unsupported", "vault/unsupported", await around(plaintext({ version: 2 }))),
    grant("a plaintext of 150 bytes is malformed", "vault/malformed", await around((await plaintext()).slice(0, 150))),
    grant("a share in the place of a key is malformed", "vault/malformed", await around(share)),
  ];
}

async function grantCases(): Promise<VectorCase[]> {
  const good = await sealGrant(HANNA.recipient, CASE, KeyKind.CASE, 0, KEY, RAE, random);
  return [...(await goodGrants()), ...(await oddHeaders(good)), ...(await oddContents(good))];
}

export const topics = { grant: grantCases };

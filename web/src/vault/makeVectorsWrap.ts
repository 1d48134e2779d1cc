/** Vectors of identities under a passkey. */
import { type Bytes, concat, idFromHash, toBase64, toHex, utf8 } from "./bytes";
import { makeCard, parseCard } from "./cards";
import { flipped } from "./crafted";
import { Identity } from "./hybrid";
import { HolderKeys } from "./keys";
import { sha256 } from "./primitives";
import { touchKeyFrom } from "./touch";
import { fixedRandom, type VectorCase } from "./vectorFiles";
import { sealWrap } from "./wraps";

const HANNA = Identity.fromSeed(sha256(utf8("Hanna")));
const ORGANISATION = idFromHash(sha256(utf8("the institute")));
const ELSEWHERE = idFromHash(sha256(utf8("another institute")));
const HOLDER = idFromHash(sha256(utf8("Hanna, holder")));
const SOMEBODY = idFromHash(sha256(utf8("somebody else")));
const CREDENTIAL = utf8("the id of Hanna's passkey");
const SALT = sha256(utf8("salt")).slice(0, 16);
const prf = (): Bytes => sha256(utf8("what Hanna's passkey puts out"));

const cardOf = (organisation: string, holder: string, identity = HANNA): Promise<Bytes> =>
  makeCard(HolderKeys.fromIdentity(identity), organisation, holder);

const sealed = async (card: Bytes): Promise<Bytes> =>
  sealWrap(HANNA, await touchKeyFrom(prf()), CREDENTIAL, await parseCard(card), fixedRandom(SALT));

async function wrapCases(): Promise<VectorCase[]> {
  const card = await cardOf(ORGANISATION, HOLDER);
  const other = await cardOf(ORGANISATION, HOLDER, Identity.fromSeed(sha256(utf8("Hugo"))));
  const good = await sealed(card);
  interface Given {
    readonly card: Bytes;
    readonly credential: Bytes;
    readonly prf: Bytes;
    readonly sealed: Bytes;
  }
  const one = (name: string, expect: string, changed: Partial<Given> = {}): VectorCase => {
    const given = { card, credential: CREDENTIAL, prf: prf(), sealed: good, ...changed };
    return {
      name,
      expect,
      input: {
        card: toBase64(given.card),
        credential: toBase64(given.credential),
        prf: toHex(given.prf),
        sealed: toBase64(given.sealed),
        ...(expect === "ok" ? { salt: toHex(SALT) } : {}),
      },
      ...(expect === "ok" ? { output: { identity: HANNA.toString() } } : {}),
    };
  };
  return [
    one("a wrap opens with its passkey", "ok"),
    one("another passkey's output does not open it", "vault/wrong-key", { prf: sha256(utf8("another")) }),
    one("another passkey's id does not open it", "vault/wrong-key", { credential: utf8("another") }),
    one("in another organisation it does not open", "vault/wrong-key", { card: await cardOf(ELSEWHERE, HOLDER) }),
    one("for another member it does not open", "vault/wrong-key", { card: await cardOf(ORGANISATION, SOMEBODY) }),
    one("for another card it does not open", "vault/wrong-key", { card: other }),
    one("a key that is not the card's is noticed", "vault/tampered", { card: other, sealed: await sealed(other) }),
    one("another salt does not open it", "vault/wrong-key", { sealed: flipped(good, 1) }),
    one("a changed content does not open", "vault/wrong-key", { sealed: flipped(good, -1) }),
    one("a wrap cut short is malformed", "vault/malformed", { sealed: good.slice(0, -1) }),
    one("a wrap that is too long is malformed", "vault/malformed", { sealed: concat(good, Uint8Array.of(0)) }),
    one("another version is unsupported", "vault/unsupported", { sealed: concat(Uint8Array.of(2), good.slice(1)) }),
    one("an output of 33 bytes is none", "vault/malformed", { prf: concat(prf(), Uint8Array.of(0)) }),
  ];
}

export const topics = { wrap: wrapCases };

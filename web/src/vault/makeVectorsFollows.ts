/** Vectors of the proof that one reporter wrote two reports. */
import type { Follows } from "./bodies";
import { utf8 } from "./bytes";
import { signFollows } from "./follows";
import { sha256 } from "./primitives";
import { Receipt } from "./receipt";
import type { VectorCase } from "./vectorFiles";

const receiptOf = (name: string) => Receipt.fromBytes(sha256(utf8(name)).subarray(0, 15));

async function followsVectors(): Promise<VectorCase[]> {
  const [rae, newer, other] = [receiptOf("Rae"), receiptOf("Rae's newer one"), receiptOf("Rae's other report")];
  const later = other.caseId;
  const good = await signFollows(rae.keys.signing, rae.caseId, later);
  const byNewer = await signFollows(newer.keys.signing, rae.caseId, later);
  const one = (name: string, follows: Follows, byItself: boolean): VectorCase => ({
    name,
    expect: "ok",
    input: { follows, later },
    output: { by_itself: byItself },
  });
  const bad = (name: string, changed: Partial<Follows>, of = later): VectorCase => ({
    name,
    expect: "vault/tampered",
    input: { follows: { ...good, ...changed }, later: of },
  });
  return [
    one("signed by the earlier receipt", good, true),
    one("signed by a newer receipt of it", byNewer, false),
    bad("another later case", {}, newer.caseId),
    bad("another earlier case", { case: newer.caseId }),
    bad("another key", { key: byNewer.key }),
    bad("the signature of the newer receipt", { signature: byNewer.signature }),
    bad("a key of small order", { key: `01${"00".repeat(31)}` }),
  ];
}

export const topics = { follows: followsVectors };

/** A record of four entries for tests: a signed checkpoint, and each entry's proof. */
import { leafHash, nodeHash } from "../../tlog/tree";
import { concat, toBase64, toHex, utf8 } from "../../vault/bytes";
import { sha256 } from "../../vault/primitives";
import type { Signer } from "../../vault/signing";
import type { ProvenRecord } from "./record";

const ORIGIN = "www.meridian.example/record";

/** The entry of an act on a case. */
export function leafOf(organisation: string, caseId: string, tag: string, actor: string): string {
  const at = "2026-11-25T20:10:10.000123Z";
  return JSON.stringify({ actor, at, objects: { case: caseId }, organisation, salt: crypto.randomUUID(), tag, v: 1 });
}

/** The log of `leaves` (at most four; others fill it up), with proofs of those that were given. */
export async function logOf(leaves: readonly string[], signer: Signer): Promise<ProvenRecord> {
  const all = [...leaves, "x", "y", "z", "w"].slice(0, 4).map((leaf) => leafHash(utf8(leaf)));
  const [a, b, c, d] = all as [Uint8Array, Uint8Array, Uint8Array, Uint8Array];
  const pairs = [nodeHash(a, b), nodeHash(c, d)] as const;
  const text = `${ORIGIN}\n4\n${toBase64(nodeHash(...pairs))}\n`;
  const blob = concat(new Uint8Array([1]), signer.public);
  const id = sha256(concat(utf8(`${ORIGIN}\n`), blob)).subarray(0, 4);
  const signature = toBase64(concat(id, await signer.sign(utf8(text))));
  return {
    checkpoint: `${text}\n— ${ORIGIN} ${signature}\n`,
    key: `${ORIGIN}+${toHex(id)}+${toBase64(blob)}`,
    entries: leaves.map((leaf, index) => ({
      index,
      leaf,
      proof: [all[index ^ 1] as Uint8Array, pairs[index < 2 ? 1 : 0]].map(toBase64),
    })),
  };
}

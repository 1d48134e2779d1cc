import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { openBlob } from "./blobs";
import { collect, fromStream, pieces, toStream } from "./byteReader";
import { type Bytes, fromBase64, fromHex, toBase64, toHex } from "./bytes";
import { VaultError } from "./errors";
import { checkGrant, openGrant } from "./grants";
import { openItem, sealItem } from "./items";
import { openKeyFile } from "./keyFile";
import { holderKeysFrom, type KeyKind } from "./keys";
import { blobSealedSize, blobTotal, itemSealedSize, itemTotal, padme } from "./padding";
import { Place } from "./place";
import { sha256 } from "./primitives";
import { SigningKey, verify } from "./signing";
import { fixedRandom, vectorsOf } from "./vectorFiles";

/** The code that opening fails with, or "ok"; only our own errors have one. */
async function outcome(open: () => Promise<unknown>): Promise<{ code: string; value?: unknown }> {
  try {
    return { code: "ok", value: await open() };
  } catch (error) {
    if (error instanceof VaultError) return { code: error.code };
    throw error;
  }
}

/** Where the page has WebCrypto, and where it has none but random bytes (an insecure context). */
const PLACES = ["with WebCrypto", "without WebCrypto"] as const;

function withoutWebCrypto(): void {
  const { crypto } = globalThis;
  vi.stubGlobal("crypto", { getRandomValues: crypto.getRandomValues.bind(crypto) });
}

/** Plays every vector of a topic, of both makers: the code must be the expected one, and the output the same. */
function topic<Input, Output>(name: string, open: (input: Input) => Promise<Output | undefined>) {
  describe.each(PLACES)(`the ${name} vectors of both sides, %s`, (place) => {
    beforeEach(() => {
      if (place === "without WebCrypto") withoutWebCrypto();
    });
    afterEach(() => {
      vi.unstubAllGlobals();
    });

    test.each(vectorsOf<Input, Output>(name))("$name", async ({ input, output, expect: expected }) => {
      const { code, value } = await outcome(() => open(input));
      expect(code).toBe(expected);
      if (expected === "ok") expect(value ?? {}).toEqual(output ?? {});
    });
  });
}

interface Padding {
  readonly padme: number;
  readonly item_total: number;
  readonly blob_total: number;
  readonly item_sealed_size: number;
  readonly blob_sealed_size: number;
}
topic<{ n: number }, Padding>("padding", async ({ n }) => ({
  padme: padme(n),
  item_total: itemTotal(n),
  blob_total: blobTotal(n),
  item_sealed_size: itemSealedSize(n),
  blob_sealed_size: blobSealedSize(n),
}));

topic<{ public: string; signature: string; message: string }, undefined>("signature", async (input) => {
  await verify(fromHex(input.public), fromHex(input.signature), fromHex(input.message));
  return undefined;
});

interface GrantInput {
  readonly identity: string;
  readonly sealed: string;
  readonly case: string;
  readonly key_kind: KeyKind;
  readonly generation: number;
  readonly granters: readonly string[];
}
topic<GrantInput, { key: string; granter: string }>("grant", async (input) => {
  const { opener } = await holderKeysFrom(input.identity);
  const grant = await openGrant(opener, fromBase64(input.sealed));
  const granters = input.granters.map((key) => fromHex(key));
  checkGrant(grant, { caseId: input.case, keyKind: input.key_kind, granters });
  expect(grant.generation).toBe(input.generation);
  return { key: toHex(grant.key), granter: toHex(grant.granter) };
});

interface ItemInput {
  readonly key: string;
  readonly generation: number;
  readonly case: string;
  readonly kind: string;
  readonly thing: string;
  readonly sealed: string;
  readonly made_with?: { file_key: string; salt: string; nonce: string; signing_seed: string; body: string };
}
topic<ItemInput, { author: string; body: string }>("item", async (input) => {
  const place = new Place(input.case, input.kind, input.thing);
  const opened = await openItem(fromHex(input.key), input.generation, place, fromBase64(input.sealed));
  if (input.made_with) expect(await madeAgain(input, place)).toBe(input.sealed);
  return { author: toHex(opened.author), body: toBase64(opened.body) };
});

/** The same item from the same randomness: every byte is decided by the protocol. */
async function madeAgain({ key, generation, made_with: made }: ItemInput, place: Place): Promise<string> {
  if (made === undefined) throw new Error("this vector does not say how it was made");
  const random = fixedRandom(fromHex(made.file_key), fromHex(made.salt), fromHex(made.nonce));
  const signer = SigningKey.fromSeed(fromHex(made.signing_seed));
  return toBase64(await sealItem(fromHex(key), generation, place, fromBase64(made.body), signer, random));
}

interface BlobInput {
  readonly key: string;
  readonly generation: number;
  readonly case: string;
  readonly thing: string;
  readonly sealed: string;
  readonly size: number;
  readonly sha256: string;
}
topic<BlobInput, { plain_sha256: string }>("blob", async (input) => {
  const place = new Place(input.case, "blob", input.thing);
  const source = toStream(pieces(fromBase64(input.sealed)) as AsyncGenerator<Bytes>);
  const expected = { size: input.size, sha256: fromHex(input.sha256) };
  const { stream, done } = openBlob(fromHex(input.key), input.generation, place, source, expected);
  const plain = await collect(fromStream(stream));
  await done;
  return { plain_sha256: toHex(sha256(plain)) };
});

topic<{ passphrase: string; sealed: string }, { identity: string }>("key_file", async ({ passphrase, sealed }) => ({
  identity: (await openKeyFile(fromBase64(sealed), passphrase)).toString(),
}));

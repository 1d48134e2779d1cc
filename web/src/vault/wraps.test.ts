import { describe, expect, test } from "vitest";
import { fromBase64, fromHex, toBase64 } from "./bytes";
import { parseCard } from "./cards";
import { VaultError } from "./errors";
import { touchKeyFrom } from "./touch";
import { fixedRandom, vectorsOf } from "./vectorFiles";
import { openWrap, sealWrap } from "./wraps";

interface Input {
  readonly card: string;
  readonly credential: string;
  readonly prf: string;
  readonly sealed: string;
  readonly salt?: string;
}

async function open({ card: encoded, credential: id, prf, sealed, salt }: Input): Promise<{ identity: string }> {
  const [card, credential] = [await parseCard(fromBase64(encoded)), fromBase64(id)];
  const touch = await touchKeyFrom(fromHex(prf));
  const identity = await openWrap(fromBase64(sealed), touch, credential, card);
  if (salt !== undefined) {
    const again = await sealWrap(identity, touch, credential, card, fixedRandom(fromHex(salt)));
    expect(toBase64(again)).toBe(sealed);
  }
  return { identity: identity.toString() };
}

test.each(vectorsOf<Input, { identity: string }>("wrap"))("$name", async ({ input, output, expect: expected }) => {
  const outcome = await open(input).catch((error: unknown) => {
    if (error instanceof VaultError) return error.code;
    throw error;
  });
  expect(outcome).toEqual(expected === "ok" ? output : expected);
});

describe("a passkey's output", () => {
  test("is blanked where it came from, and its key gives nothing out", async () => {
    const output = crypto.getRandomValues(new Uint8Array(32));
    const touch = await touchKeyFrom(output);
    expect(output).toEqual(new Uint8Array(32));
    expect(touch.extractable).toBe(false);
    await expect(crypto.subtle.exportKey("raw", touch)).rejects.toThrow();
  });
});

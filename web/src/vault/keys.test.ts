import { afterEach, describe, expect, test, vi } from "vitest";
import { newId, randomBytes, toHex, utf8 } from "./bytes";
import { openGrant, sealGrant } from "./grants";
import { Identity } from "./hybrid";
import { BrowserOpener } from "./hybridBrowser";
import { HolderKeys, holderKeysFrom, KeyKind, ReporterKeys } from "./keys";
import { verify } from "./signing";

const HANNA = Identity.fromSeed(new Uint8Array(32).fill(7));
/** Whether this machine's WebCrypto knows ML-KEM; browsers that do not use plain script, as this test then does. */
const browserKnows = (await BrowserOpener.import(HANNA)) !== null;
const WHY_NOT = browserKnows
  ? ""
  : " (not run: the WebCrypto of this Node knows no ML-KEM; e2e/test_desk_keys.py shows it in Chromium)";

afterEach(() => {
  vi.unstubAllGlobals();
});

async function opensAndSigns(keys: HolderKeys): Promise<void> {
  const key = randomBytes(32);
  const sealed = await sealGrant(keys.recipient, newId(), KeyKind.CASE, 0, key, keys.signing);
  expect((await openGrant(keys.opener, sealed)).key).toEqual(key);
  await verify(keys.signing.public, await keys.signing.sign(utf8("a note")), utf8("a note"));
}

describe("a holder's keys", () => {
  test("open grants and sign, whichever way this machine can", async () => {
    const keys = await holderKeysFrom(HANNA.toString());
    expect(keys.recipient.toString()).toBe(HANNA.recipient.toString());
    await opensAndSigns(keys);
    expect(keys.exportHandle().kind).toBe(browserKnows ? "browser" : "seed");
  });

  test("come back from their handle, as a database keeps it", async () => {
    const keys = await holderKeysFrom(HANNA);
    const handle = structuredClone(keys.exportHandle());
    const again = HolderKeys.fromHandle(handle);
    expect(again.signing.public).toEqual(keys.signing.public);
    await opensAndSigns(again);
  });

  test("are the same where the page has no WebCrypto", async () => {
    const keys = await holderKeysFrom(HANNA);
    const { crypto } = globalThis;
    vi.stubGlobal("crypto", { getRandomValues: crypto.getRandomValues.bind(crypto) });
    const plain = await holderKeysFrom(HANNA);
    expect(plain.exportHandle().kind).toBe("seed");
    expect(plain.signing.public).toEqual(keys.signing.public);
    await opensAndSigns(plain);
  });

  test.runIf(browserKnows)(`as the browser holds them cannot be taken out${WHY_NOT}`, async () => {
    const handle = (await holderKeysFrom(HANNA)).exportHandle();
    if (handle.kind !== "browser") throw new Error("the browser should hold these keys");
    const held = [handle.opener.mlKem, handle.opener.x25519, handle.signer.key];
    expect(held.map((key) => key.extractable)).toEqual([false, false, false]);
  });

  test("give a signing key that follows from the identity alone", () => {
    const { signing } = HolderKeys.fromIdentity(HANNA);
    expect(toHex(signing.public)).toBe("54411f1e31549fc99c702e0330636508111e3e179d8921ede513eb322c899766");
    expect(HolderKeys.fromIdentity(Identity.generate()).signing.public).not.toEqual(signing.public);
  });
});

describe("a reporter's keys", () => {
  test("follow from two seeds of 32 bytes", () => {
    const keys = new ReporterKeys(HANNA.seed, HANNA.seed);
    expect(keys.recipient.toString()).toBe(HANNA.recipient.toString());
    expect(keys.opener).toBe(keys.identity);
    for (const [one, two] of [
      [31, 32],
      [32, 33],
    ] as const) {
      expect(() => new ReporterKeys(new Uint8Array(one), new Uint8Array(two))).toThrow(
        expect.objectContaining({ code: "vault/malformed" }),
      );
    }
  });
});

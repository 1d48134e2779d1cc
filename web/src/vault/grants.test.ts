import { Decrypter } from "age-encryption";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { concat, copyOf, newId, randomBytes } from "./bytes";
import { flipped } from "./crafted";
import { checkGrant, isGrantShape, openGrant, sealGrant } from "./grants";
import { Identity, Recipient } from "./hybrid";
import { isSplit, KeyKind } from "./keyKind";
import { SigningKey } from "./signing";

const [HANNA, HUGO] = [Identity.generate(), Identity.generate()];
const RAE = SigningKey.generate();
const CASE = newId();
const kinds = fc.constantFrom(...Object.values(KeyKind));
const generations = fc.integer({ min: 0, max: 0xffffffff });

describe("a grant", () => {
  test("comes back whole, in 1,810 bytes, from any kind and generation", async () => {
    await fc.assert(
      fc.asyncProperty(kinds, generations, fc.uuid({ version: 4 }), async (keyKind, generation, caseId) => {
        const key = isSplit(keyKind) ? concat(randomBytes(32), copyOf([1])) : randomBytes(32);
        const sealed = await sealGrant(HANNA.recipient, caseId, keyKind, generation, key, RAE);
        expect(sealed.length).toBe(1810);
        expect(await isGrantShape(sealed)).toBe(true);
        const grant = await openGrant(HANNA, sealed);
        expect(grant).toEqual({ caseId, keyKind, generation, key, granter: RAE.public });
        checkGrant(grant, { caseId, keyKind, granters: [RAE.public] });
      }),
      { numRuns: 20 },
    );
  });

  test("is an age file that another implementation opens", async () => {
    const key = randomBytes(32);
    const other = new Decrypter();
    other.addIdentity(HANNA.toString());
    const plaintext = await other.decrypt(await sealGrant(HANNA.recipient, CASE, KeyKind.CASE, 0, key, RAE));
    expect(plaintext.length).toBe(151);
    expect(plaintext.slice(23, 55)).toEqual(key);
  });

  test("opens for nobody else", async () => {
    const sealed = await sealGrant(HANNA.recipient, CASE, KeyKind.CASE, 0, randomBytes(32), RAE);
    await expect(openGrant(HUGO, sealed)).rejects.toMatchObject({ code: "vault/wrong-key" });
  });

  test("with one bit flipped anywhere does not open", async () => {
    const sealed = await sealGrant(HANNA.recipient, CASE, KeyKind.CASE, 0, randomBytes(32), RAE);
    await fc.assert(
      fc.asyncProperty(fc.nat(sealed.length - 1), fc.nat(7), async (at, bit) => {
        await expect(openGrant(HANNA, flipped(sealed, at, bit))).rejects.toMatchObject({
          code: expect.stringMatching(/^vault\/(wrong-key|tampered|malformed|unsupported)$/),
        });
      }),
      { numRuns: 200 },
    );
  });

  test("is checked for its case, kind and granter", async () => {
    const sealed = await sealGrant(HANNA.recipient, CASE, KeyKind.DESK, 0, randomBytes(32), RAE);
    const grant = await openGrant(HANNA, sealed);
    const expected = { caseId: CASE, keyKind: KeyKind.DESK, granters: [HANNA.seed, RAE.public] };
    checkGrant(grant, expected);
    const odd = [{ caseId: newId() }, { keyKind: KeyKind.CASE }, { granters: [] }, { granters: [HANNA.seed] }];
    for (const change of odd) {
      expect(() => checkGrant(grant, { ...expected, ...change })).toThrow(
        expect.objectContaining({ code: "vault/tampered" }),
      );
    }
  });

  test("of a key of another length, or to no key, is not made", async () => {
    const seal = (kind: KeyKind, length: number, recipient = HANNA.recipient) =>
      sealGrant(recipient, CASE, kind, 0, new Uint8Array(length), RAE);
    const refused = { code: "vault/refused" };
    await expect(seal(KeyKind.CASE, 33)).rejects.toMatchObject(refused);
    await expect(seal(KeyKind.CASE, 31)).rejects.toMatchObject(refused);
    await expect(seal(KeyKind.IDENTITY, 32)).rejects.toMatchObject(refused);
    await expect(seal(9 as KeyKind, 32)).rejects.toMatchObject(refused);
    const none = Recipient.fromBytes(new Uint8Array(1216).fill(0xff));
    await expect(seal(KeyKind.CASE, 32, none)).rejects.toMatchObject(refused);
  });

  test("of another size or kind of stanza has not the shape of one", async () => {
    const sealed = await sealGrant(HANNA.recipient, CASE, KeyKind.CASE, 0, randomBytes(32), RAE);
    for (const odd of [sealed.slice(1), flipped(sealed, 26), new Uint8Array(1810)]) {
      await expect(isGrantShape(odd)).rejects.toMatchObject({ code: "vault/malformed" });
    }
  });
});

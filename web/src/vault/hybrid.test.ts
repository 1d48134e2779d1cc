import { generateHybridIdentity, generateX25519Identity, identityToRecipient } from "age-encryption";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { concat, equalBytes, randomBytes } from "./bytes";
import { encapsulatedIn, Identity, Recipient } from "./hybrid";

const code = (code: string) => expect.objectContaining({ code });
const seeds = fc.uint8Array({ minLength: 32, maxLength: 32 });

describe("a hybrid identity", () => {
  test("is spelled, and gives the recipient, as another implementation has it", async () => {
    const text = await generateHybridIdentity();
    const identity = Identity.parse(`  ${text}\n`);
    expect(identity.toString()).toBe(text);
    expect(identity.recipient.toString()).toBe(await identityToRecipient(text));
    expect(Recipient.parse(identity.recipient.toString()).equals(identity.recipient)).toBe(true);
  });

  test("comes back from its seed and its spelling", () => {
    fc.assert(fc.property(seeds, (seed) => equalBytes(Identity.parse(`${Identity.fromSeed(seed)}`).seed, seed)));
  });

  test("with one letter wrong, in another case or of another kind is malformed", async () => {
    const text = Identity.generate().toString();
    const swapped = text.slice(0, -1) + (text.endsWith("Q") ? "P" : "Q");
    for (const odd of [swapped, text.toLowerCase(), text.slice(0, -1), await generateX25519Identity(), ""]) {
      expect(() => Identity.parse(odd), odd).toThrow(code("vault/malformed"));
    }
    expect(() => Identity.fromSeed(new Uint8Array(31))).toThrow(code("vault/malformed"));
  });
});

describe("a recipient", () => {
  test("of a classic kind, or any kind but ours, is refused", async () => {
    const classic = await identityToRecipient(await generateX25519Identity());
    for (const odd of [classic, "age1tag1qqqq", "age1tagpq1qqqq", "AGE1PQ1QQQQ"]) {
      expect(() => Recipient.parse(odd), odd).toThrow(code("vault/refused"));
    }
    expect(() => Recipient.parse("age1pq1qqqq")).toThrow(code("vault/malformed"));
    expect(() => Recipient.parse("ssh-ed25519 AAAA")).toThrow(code("vault/malformed"));
    expect(() => Recipient.fromBytes(new Uint8Array(32))).toThrow(code("vault/malformed"));
  });

  test("that is no key at all is refused before anything is sealed to it", () => {
    const notReduced = Recipient.fromBytes(new Uint8Array(1216).fill(0xff));
    const { raw } = Identity.generate().recipient;
    const lowOrder = Recipient.fromBytes(concat(raw.slice(0, 1184), new Uint8Array(32)));
    for (const odd of [notReduced, lowOrder]) {
      expect(() => odd.wrap(randomBytes(16))).toThrow(code("vault/refused"));
    }
  });

  test("opens only for its own identity", async () => {
    const [hanna, hugo] = [Identity.generate(), Identity.generate()];
    const fileKey = randomBytes(16);
    const stanza = hanna.recipient.wrap(fileKey);
    const enc = encapsulatedIn(stanza) as Uint8Array;
    expect(await hanna.unwrap(enc, stanza.body)).toEqual(fileKey);
    await expect(hugo.unwrap(enc, stanza.body)).rejects.toMatchObject({ code: "vault/wrong-key" });
    await expect(hanna.unwrap(enc.slice(1), stanza.body)).rejects.toMatchObject({ code: "vault/malformed" });
    await expect(hanna.unwrap(enc, stanza.body.slice(1))).rejects.toMatchObject({ code: "vault/malformed" });
  });
});

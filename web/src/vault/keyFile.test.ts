import { wordlist } from "@scure/bip39/wordlists/english.js";
import { Decrypter } from "age-encryption";
import { describe, expect, test } from "vitest";
import { fromUtf8, randomBytes } from "./bytes";
import { Identity } from "./hybrid";
import { openKeyFile, sealKeyFile } from "./keyFile";
import { generatePassphrase } from "./passphrase";

const HANNA = Identity.generate();

describe("a key file", () => {
  test("comes back under its passphrase, and any age tool opens it", async () => {
    const passphrase = generatePassphrase();
    const sealed = await sealKeyFile(HANNA, passphrase, { logN: 4 });
    expect((await openKeyFile(sealed, passphrase)).toString()).toBe(HANNA.toString());
    const other = new Decrypter();
    other.addPassphrase(passphrase);
    expect(await other.decrypt(sealed, "text")).toBe(`${HANNA}\n`);
  });

  test("is made with 2^18 work unless told otherwise, and never with more", async () => {
    const sealed = await sealKeyFile(HANNA, "six words");
    expect(fromUtf8(sealed.slice(0, 60))).toMatch(/-> scrypt \S{22} 18\n/);
    for (const logN of [0, 19, 4.5]) {
      await expect(sealKeyFile(HANNA, "six words", { logN })).rejects.toMatchObject({ code: "vault/refused" });
    }
  });

  test("is not made without a passphrase", async () => {
    await expect(sealKeyFile(HANNA, "", { logN: 4 })).rejects.toMatchObject({ code: "vault/refused" });
  });

  test("does not open under another passphrase, nor what is under none", async () => {
    const sealed = await sealKeyFile(HANNA, "six words", { logN: 4 });
    await expect(openKeyFile(sealed, "six wordS")).rejects.toMatchObject({ code: "vault/wrong-key" });
    await expect(openKeyFile(randomBytes(300), "six words")).rejects.toMatchObject({ code: "vault/malformed" });
  });
});

describe("a passphrase that we propose", () => {
  test("is six words of the list, each as likely as any other", () => {
    for (let i = 0; i < 50; i++) {
      const words = generatePassphrase().split("-");
      expect(words).toHaveLength(6);
      for (const word of words) expect(wordlist).toContain(word);
    }
    const highest = () => new Uint8Array(12).fill(0xff);
    const lowest = () => new Uint8Array(12);
    expect(generatePassphrase(lowest)).toBe("abandon-abandon-abandon-abandon-abandon-abandon");
    expect(generatePassphrase(highest)).toBe("zoo-zoo-zoo-zoo-zoo-zoo");
  });
});

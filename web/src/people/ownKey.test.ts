import { beforeEach, describe, expect, it } from "vitest";
import { fromBase64, newId, randomBytes, toBase64, utf8 } from "../vault/bytes";
import { parseCard } from "../vault/cards";
import { replacementMessage } from "../vault/keyFile";
import { verify } from "../vault/signing";
import { touchKeyFrom } from "../vault/touch";
import { deskOf, type Holder, House, holder, PASSPHRASE, storedKeyOf } from "./cast";
import { hasExpired, IDLE_MILLISECONDS } from "./idle";
import { type Opening, OwnKey } from "./ownKey";
import { MemoryStore } from "./store";
import { handOn, type Touch } from "./touches";

const ORGANISATION = newId();
const WORK = 4;
const OWN = "the grey heron dislikes escalators";

let store: MemoryStore;
let now: number;
let ring: OwnKey;
let hana: Holder;

const byWords = (passphrase: string): Opening => ({ by: "passphrase", passphrase });
const another = () => new OwnKey(new MemoryStore(), () => now, WORK);
const passkey = async (): Promise<Touch> => ({
  credential: toBase64(randomBytes(20)),
  touch: await touchKeyFrom(randomBytes(32)),
});

beforeEach(async () => {
  store = new MemoryStore();
  now = 1_000_000;
  ring = new OwnKey(store, () => now, WORK);
  hana = await holder("Hana", ORGANISATION);
});

describe("a first key", () => {
  it("is sent only after the six words were typed again and opened it", async () => {
    const member = newId();
    await ring.make(ORGANISATION, member);
    const { passphrase } = await ring.propose();
    expect(passphrase.split("-")).toHaveLength(6);
    await expect(ring.confirm("orbit maple thrive cabin solar wrong")).rejects.toMatchObject({
      code: "vault/wrong-key",
    });
    const stored = await ring.confirm(` ${passphrase.replaceAll("-", "  ").toUpperCase()} `);
    await ring.adopt(member);
    expect(ring.unlocked.card.holder).toBe(member);
    const elsewhere = another();
    await elsewhere.unlock(member, stored, byWords(passphrase));
    expect(elsewhere.unlocked.card.fingerprint).toEqual(ring.unlocked.card.fingerprint);
  });

  it("may be under a passphrase of one's own, in whatever form its letters were typed", async () => {
    const member = newId();
    await ring.make(ORGANISATION, member);
    await ring.propose("Größe, sagte sie, ist relativ");
    const stored = await ring.confirm("Gro\u0308ße, sagte sie, ist relativ");
    await another().unlock(member, stored, byWords("Größe, sagte sie, ist relativ"));
    await expect(another().unlock(member, stored, byWords("größe, sagte sie, ist relativ"))).rejects.toMatchObject({
      code: "vault/wrong-key",
    });
  });

  it("cannot be taken into use before it was made", async () => {
    await expect(ring.confirm("a-b-c-d-e-f")).rejects.toMatchObject({ code: "desk/not-confirmed" });
    await expect(ring.adopt(newId())).rejects.toMatchObject({ code: "desk/not-confirmed" });
  });
});

describe("a recovery kit", () => {
  it("opens with its own six words, is tried, and opens the key where the passphrase is lost", async () => {
    const stored = await storedKeyOf(hana);
    await ring.lay(hana.id, stored, byWords(PASSPHRASE));
    const { kit, passphrase } = await ring.makeKit();
    expect(kit).toMatch(/^-----BEGIN AGE ENCRYPTED FILE-----\n/);
    expect(passphrase).not.toBe(PASSPHRASE);
    const file = utf8(kit);
    const { fingerprint } = await another().tryKit(stored.card, file, passphrase.replaceAll("-", " "));
    expect(fromBase64(fingerprint)).toEqual(hana.card.fingerprint);
    await another().unlock(hana.id, stored, { by: "kit", kit: file, passphrase });
    await expect(ring.tryKit(stored.card, file, PASSPHRASE)).rejects.toMatchObject({ code: "vault/wrong-key" });
  });

  it("leaves no identity lying open once it was tried, but of a new key that is not in use yet", async () => {
    const stored = await storedKeyOf(hana);
    await ring.unlock(hana.id, stored, byWords(PASSPHRASE));
    await ring.lay(hana.id, stored, byWords(PASSPHRASE));
    const made = await ring.makeKit();
    await ring.tryKit(stored.card, utf8(made.kit), made.passphrase);
    await expect(ring.makeKit()).rejects.toMatchObject({ code: "desk/not-confirmed" });
    await ring.make(ORGANISATION, hana.id);
    const next = await ring.confirm((await ring.propose()).passphrase);
    const { kit, passphrase } = await ring.makeKit();
    await ring.tryKit(next.card, utf8(kit), passphrase);
    await ring.adopt(hana.id);
    expect(toBase64(ring.unlocked.card.encoded)).toBe(next.card);
  });

  it("of another key is no kit of this one, and no file is none", async () => {
    const mallory = await holder("Mallory", ORGANISATION);
    await ring.lay(mallory.id, await storedKeyOf(mallory), byWords(PASSPHRASE));
    const { kit, passphrase } = await ring.makeKit();
    const stored = await storedKeyOf(hana);
    await expect(ring.tryKit(stored.card, utf8(kit), passphrase)).rejects.toMatchObject({ code: "desk/other-kit" });
    await expect(ring.unlock(hana.id, stored, { by: "kit", kit: utf8(kit), passphrase })).rejects.toMatchObject({
      code: "desk/other-kit",
    });
    await expect(ring.tryKit(stored.card, utf8("my notes"), passphrase)).rejects.toMatchObject({
      code: "vault/malformed",
    });
  });
});

describe("a new passphrase", () => {
  it("opens the key as the old one did, and the key signs for the change", async () => {
    const stored = await storedKeyOf(hana);
    await ring.lay(hana.id, stored, byWords(PASSPHRASE));
    await ring.propose(OWN);
    await expect(ring.confirmChange("the grey heron", stored.key_file)).rejects.toMatchObject({
      code: "vault/wrong-key",
    });
    const { key_file, signature } = await ring.confirmChange(OWN, stored.key_file);
    const { fingerprint, signingKey } = await parseCard(fromBase64(stored.card));
    const message = replacementMessage(fingerprint, fromBase64(stored.key_file), fromBase64(key_file));
    await verify(signingKey, fromBase64(signature), message);
    await another().unlock(hana.id, { ...stored, key_file }, byWords(OWN));
    await expect(another().unlock(hana.id, { ...stored, key_file }, byWords(PASSPHRASE))).rejects.toThrow();
  });

  it("is not made of keys that are only unlocked: the identity must be opened again", async () => {
    await ring.unlock(hana.id, await storedKeyOf(hana), byWords(PASSPHRASE));
    await expect(ring.propose()).rejects.toMatchObject({ code: "desk/not-confirmed" });
    await expect(ring.makeKit()).rejects.toMatchObject({ code: "desk/not-confirmed" });
    await ring.lay(hana.id, await storedKeyOf(hana), byWords(PASSPHRASE));
    ring.putAway();
    await expect(ring.propose()).rejects.toMatchObject({ code: "desk/not-confirmed" });
  });
});

describe("a passkey", () => {
  const withPasskey = async (touch: Touch) => {
    const stored = await storedKeyOf(hana);
    await ring.lay(hana.id, stored, byWords(PASSPHRASE));
    return { ...stored, wraps: [await ring.wrap(touch.credential, touch.touch)] };
  };

  it("opens the key, and no other passkey does", async () => {
    const [own, other] = [await passkey(), await passkey()];
    const stored = await withPasskey(own);
    await another().unlock(hana.id, stored, { by: "passkey", ...own });
    await expect(another().unlock(hana.id, stored, { by: "passkey", ...other })).rejects.toMatchObject({
      code: "desk/no-wrap",
    });
    const mixed: Opening = { by: "passkey", credential: own.credential, touch: other.touch };
    await expect(another().unlock(hana.id, stored, mixed)).rejects.toMatchObject({ code: "vault/wrong-key" });
  });

  it("that signed in just now opens the desk, once", async () => {
    const own = await passkey();
    const stored = await withPasskey(own);
    await handOn(store, own, now);
    expect(await ring.restore(hana.id, stored)).toBe(true);
    expect(await store.get("touches", "last")).toBeUndefined();
    await ring.lock();
    expect(await ring.restore(hana.id, stored)).toBe(false);
  });

  it("that signed in too long ago, or does not open this key, is forgotten", async () => {
    const [own, other] = [await passkey(), await passkey()];
    const stored = await withPasskey(own);
    for (const [touch, at] of [
      [own, now - 121_000],
      [own, now + 1],
      [other, now],
      [{ ...other, credential: own.credential }, now],
    ] as const) {
      await handOn(store, touch, at);
      expect(await ring.restore(hana.id, stored)).toBe(false);
      expect(await store.get("touches", "last")).toBeUndefined();
    }
  });
});

describe("unlocking", () => {
  it("takes the words with dashes, spaces or capitals", async () => {
    const stored = await storedKeyOf(hana);
    for (const typed of [PASSPHRASE, PASSPHRASE.replaceAll("-", " "), PASSPHRASE.toUpperCase(), ` ${PASSPHRASE}\n`]) {
      await another().unlock(hana.id, stored, byWords(typed));
    }
  });

  it("refuses a file that opens but is not the key on the member's card", async () => {
    const mallory = await holder("Mallory", ORGANISATION);
    const swapped = { ...(await storedKeyOf(hana)), card: (await storedKeyOf(mallory)).card };
    await expect(ring.unlock(mallory.id, swapped, byWords(PASSPHRASE))).rejects.toMatchObject({
      code: "desk/other-key",
    });
    await expect(ring.unlock(newId(), await storedKeyOf(hana), byWords(PASSPHRASE))).rejects.toMatchObject({
      code: "desk/other-key",
    });
    expect(() => ring.unlocked).toThrow("locked");
  });
});

describe("locking", () => {
  it("forgets the key here and in the browser's store", async () => {
    const house = await House.found();
    const desk = await deskOf(house.hana, house, store);
    await desk.own.lock();
    expect(() => desk.own.unlocked).toThrow("locked");
    expect(await new OwnKey(store, () => now, WORK).restore(house.hana.id, await storedKeyOf(house.hana))).toBe(false);
  });

  it("never leaves a seed in the browser's store", async () => {
    await ring.unlock(hana.id, await storedKeyOf(hana), byWords(PASSPHRASE));
    const kept = (await store.get("keys", hana.id)) as { handle: { kind: string } } | undefined;
    expect(kept?.handle.kind ?? "nothing").not.toBe("seed");
  });

  it("comes by itself after half an hour, and when the clock was set back", () => {
    expect(hasExpired(1000, 1000 + IDLE_MILLISECONDS - 1)).toBe(false);
    expect(hasExpired(1000, 1000 + IDLE_MILLISECONDS)).toBe(true);
    expect(hasExpired(1000, 999)).toBe(true);
  });
});

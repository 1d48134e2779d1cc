import { beforeEach, describe, expect, it } from "vitest";
import { newId } from "../vault/bytes";
import { deskOf, House, holder, PASSPHRASE, storedKeyOf } from "./cast";
import { hasExpired, IDLE_MILLISECONDS } from "./idle";
import { OwnKey } from "./ownKey";
import { MemoryStore } from "./store";

const ORGANISATION = newId();
const WORK = 4;

let store: MemoryStore;
let now: number;
let ring: OwnKey;

beforeEach(() => {
  store = new MemoryStore();
  now = 1_000_000;
  ring = new OwnKey(store, () => now, WORK);
});

describe("a first key", () => {
  it("is sent only after the six words were typed again and opened it", async () => {
    const member = newId();
    const { passphrase } = await ring.make(ORGANISATION, member);
    expect(passphrase.split("-")).toHaveLength(6);
    await expect(ring.confirm("orbit maple thrive cabin solar wrong")).rejects.toMatchObject({
      code: "vault/wrong-key",
    });
    const stored = await ring.confirm(` ${passphrase.replaceAll("-", "  ").toUpperCase()} `);
    await ring.adopt(member);
    expect(ring.unlocked.card.holder).toBe(member);
    const elsewhere = new OwnKey(new MemoryStore(), () => now, WORK);
    await elsewhere.unlock(member, stored, passphrase);
    expect(elsewhere.unlocked.card.fingerprint).toEqual(ring.unlocked.card.fingerprint);
  });

  it("cannot be taken into use before it was made", async () => {
    await expect(ring.confirm("a-b-c-d-e-f")).rejects.toMatchObject({ code: "desk/not-confirmed" });
    await expect(ring.adopt(newId())).rejects.toMatchObject({ code: "desk/not-confirmed" });
  });
});

describe("unlocking", () => {
  it("takes the words with dashes, spaces or capitals", async () => {
    const hana = await holder("Hana", ORGANISATION);
    const stored = await storedKeyOf(hana);
    for (const typed of [PASSPHRASE, PASSPHRASE.replaceAll("-", " "), PASSPHRASE.toUpperCase(), ` ${PASSPHRASE}\n`]) {
      await new OwnKey(new MemoryStore(), () => now, WORK).unlock(hana.id, stored, typed);
    }
  });

  it("refuses a file that opens but is not the key on the member's card", async () => {
    const hana = await holder("Hana", ORGANISATION);
    const mallory = await holder("Mallory", ORGANISATION);
    const swapped = { ...(await storedKeyOf(hana)), card: (await storedKeyOf(mallory)).card };
    await expect(ring.unlock(mallory.id, swapped, PASSPHRASE)).rejects.toMatchObject({ code: "desk/other-key" });
    await expect(ring.unlock(newId(), await storedKeyOf(hana), PASSPHRASE)).rejects.toMatchObject({
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
    const { card } = await storedKeyOf(house.hana);
    expect(await new OwnKey(store, () => now, WORK).restore(house.hana.id, card)).toBe(false);
  });

  it("never leaves a seed in the browser's store", async () => {
    const hana = await holder("Hana", ORGANISATION);
    await ring.unlock(hana.id, await storedKeyOf(hana), PASSPHRASE);
    const kept = (await store.get("keys", hana.id)) as { handle: { kind: string } } | undefined;
    expect(kept?.handle.kind ?? "nothing").not.toBe("seed");
  });

  it("comes by itself after half an hour, and when the clock was set back", () => {
    expect(hasExpired(1000, 1000 + IDLE_MILLISECONDS - 1)).toBe(false);
    expect(hasExpired(1000, 1000 + IDLE_MILLISECONDS)).toBe(true);
    expect(hasExpired(1000, 999)).toBe(true);
  });
});

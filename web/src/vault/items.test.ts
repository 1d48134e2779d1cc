import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Bytes, equalBytes, newId } from "./bytes";
import { flipped } from "./crafted";
import { isItemShape, openItem, sealItem } from "./items";
import { itemSealedSize } from "./padding";
import { caseIdOf, KINDS, keyKindOf, Place } from "./place";
import { SigningKey } from "./signing";

const RAE = SigningKey.generate();
const CASE = caseIdOf(RAE.public);
const KEY = crypto.getRandomValues(new Uint8Array(32));
const kinds = Object.keys(KINDS).filter((kind) => kind !== "blob");
const places = fc.record({
  kind: fc.constantFrom(...kinds),
  thing: fc.uuid({ version: 4 }),
  caseId: fc.uuid({ version: 4 }),
});
const placeOf = ({ caseId, kind, thing }: { caseId: string; kind: string; thing: string }) =>
  new Place(caseId, kind, thing);
const bodies = fc.oneof(
  fc.uint8Array({ maxLength: 1000 }),
  fc.integer({ min: 65_430, max: 65_540 }).map((n) => new Uint8Array(n)),
);

function seal(place: Place, body: Uint8Array, generation = 0): Promise<Bytes> {
  return sealItem(KEY, generation, place, body, RAE);
}

describe("an item", () => {
  test("comes back with its author, and its size tells only the padded length", async () => {
    await fc.assert(
      fc.asyncProperty(places, bodies, fc.integer({ min: 0, max: 0xffffffff }), async (at, body, generation) => {
        const place = placeOf(at);
        const sealed = await seal(place, body, generation);
        expect(sealed.length).toBe(itemSealedSize(body.length));
        expect(await isItemShape(sealed)).toBe(true);
        const opened = await openItem(KEY, generation, place, sealed);
        expect(opened.author).toEqual(RAE.public);
        expect(equalBytes(opened.body, body)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  test("does not open under another case, kind, id, generation or key", async () => {
    await fc.assert(
      fc.asyncProperty(places, places, fc.nat(3), fc.boolean(), async (at, other, generation, sameKey) => {
        const sealed = await seal(placeOf(at), new Uint8Array(9));
        const key = sameKey ? KEY : flipped(KEY, 0);
        const mixtures = [
          { ...at, caseId: other.caseId },
          { ...at, kind: other.kind },
          { ...at, thing: other.thing },
          other,
        ];
        for (const mixed of mixtures) {
          const same = JSON.stringify(mixed) === JSON.stringify(at) && generation === 0 && sameKey;
          const opening = openItem(key, generation, placeOf(mixed), sealed);
          if (same) await opening;
          else await expect(opening).rejects.toMatchObject({ code: "vault/wrong-key" });
        }
      }),
      { numRuns: 50 },
    );
  });

  test("with one bit flipped anywhere does not open", async () => {
    const place = new Place(CASE, "report", newId());
    const sealed = await seal(place, new Uint8Array(100));
    await fc.assert(
      fc.asyncProperty(fc.nat(sealed.length - 1), fc.nat(7), async (at, bit) => {
        await expect(openItem(KEY, 0, place, flipped(sealed, at, bit))).rejects.toMatchObject({
          code: expect.stringMatching(/^vault\/(wrong-key|tampered|malformed|unsupported)$/),
        });
      }),
      { numRuns: 300 },
    );
  });

  test("is sealed anew each time", async () => {
    const place = new Place(CASE, "report", newId());
    const [one, two] = await Promise.all([seal(place, new Uint8Array(9)), seal(place, new Uint8Array(9))]);
    expect(Buffer.from(one).equals(two)).toBe(false);
  });

  test("is neither made nor opened with a key of another length, nor in the place of a blob", async () => {
    const place = new Place(CASE, "report", newId());
    const blob = new Place(CASE, "blob", newId());
    await expect(sealItem(KEY.slice(1), 0, place, KEY, RAE)).rejects.toMatchObject({ code: "vault/refused" });
    await expect(sealItem(KEY, 0, blob, KEY, RAE)).rejects.toMatchObject({ code: "vault/refused" });
    await expect(openItem(KEY, 0, blob, KEY)).rejects.toMatchObject({ code: "vault/refused" });
    await expect(openItem(KEY.slice(1), 0, place, await seal(place, KEY))).rejects.toMatchObject({
      code: "vault/malformed",
    });
  });

  test("of another size or with another header has not the shape of one", async () => {
    const sealed = await seal(new Place(CASE, "report", newId()), new Uint8Array(9));
    for (const odd of [sealed.slice(1), sealed.slice(0, -1), flipped(sealed, 30), new Uint8Array()]) {
      await expect(isItemShape(odd)).rejects.toMatchObject({ code: "vault/malformed" });
    }
  });
});

describe("a place", () => {
  test("is 16 + 1 + n + 16 bytes that no other place has", () => {
    fc.assert(
      fc.property(places, places, (one, other) => {
        const [a, b] = [placeOf(one).encode(), placeOf(other).encode()];
        expect(a.length).toBe(33 + one.kind.length);
        expect(Buffer.from(a).equals(b)).toBe(JSON.stringify(one) === JSON.stringify(other));
      }),
    );
  });

  test("of a kind that nobody knows is unsupported", () => {
    for (const kind of ["opinion", "", "toString", "__proto__", "Report"]) {
      expect(() => keyKindOf(kind), kind).toThrow(expect.objectContaining({ code: "vault/unsupported" }));
    }
  });

  test("of a case follows from its reporter's key alone", () => {
    expect(caseIdOf(new Uint8Array(32))).toBe(caseIdOf(new Uint8Array(32)));
    expect(caseIdOf(new Uint8Array(32))).not.toBe(CASE);
    expect(() => caseIdOf(new Uint8Array(31))).toThrow(expect.objectContaining({ code: "vault/malformed" }));
  });
});

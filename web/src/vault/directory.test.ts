import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { toHex } from "./bytes";
import { parseCard } from "./cards";
import {
  type Cast,
  CHANNEL,
  type Chain,
  extend,
  listing,
  listingsOf,
  makeCast,
  makeChain,
  ORGANISATION,
  OTHER_CHANNEL,
  person,
  verified,
} from "./cast";
import { makeEntry, parseEntry, Role } from "./directoryEntry";
import { VaultError } from "./errors";
import { sha256 } from "./primitives";

let cast: Cast;
let chain: Chain;

beforeAll(async () => {
  cast = await makeCast();
  chain = await makeChain(cast);
});

const code = (code: string) => expect.objectContaining({ code });
const first = () => chain.entries[0] as Uint8Array;
const last = () => chain.entries[1] as Uint8Array;
const withCard = (extra: Uint8Array): Chain => ({ ...chain, cards: [...chain.cards, extra] });

describe("cards", () => {
  test("a card says what it was made of", async () => {
    const card = await parseCard(cast.hanna.card);
    expect(card.organisation).toBe(ORGANISATION);
    expect(card.recipient.raw).toEqual(cast.hanna.keys.recipient.raw);
    expect(card.signingKey).toEqual(cast.hanna.keys.signing.public);
    expect(card.fingerprint).toEqual(sha256(cast.hanna.card));
  });

  test("a card with any one bit flipped does not read", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: cast.hanna.card.length * 8 - 1 }), async (bit) => {
        await expect(parseCard(flipped(cast.hanna.card, bit))).rejects.toBeInstanceOf(VaultError);
      }),
      { numRuns: 60 },
    );
  });

  test.each([
    ["cut short", (card: Uint8Array) => card.slice(0, -1), "vault/malformed"],
    ["with a byte too many", (card: Uint8Array) => Uint8Array.of(...card, 0), "vault/malformed"],
    ["of version 2", (card: Uint8Array) => card.with(0, 2), "vault/unsupported"],
    ["for another organisation", (card: Uint8Array) => card.with(5, 0), "vault/tampered"],
  ])("a card %s is refused", async (_, change, expected) => {
    await expect(parseCard(change(cast.hanna.card))).rejects.toEqual(code(expected));
  });
});

describe("a directory", () => {
  test("tells who handles a channel, and to whom its reports are sealed", async () => {
    const directory = await verified(chain);
    const names = (cards: { fingerprint: Uint8Array }[]) => cards.map((card) => toHex(card.fingerprint)).sort();
    const prints = (...people: { fingerprint: Uint8Array }[]) => names(people);
    const { hanna, hugo, cora, rosa, ralf, sana } = cast;
    expect(directory.organisation).toBe(ORGANISATION);
    expect(names(directory.holders(CHANNEL, [Role.HANDLER]))).toEqual(prints(hanna, hugo));
    expect(names(directory.holders(CHANNEL, [Role.COORDINATOR]))).toEqual(prints(cora));
    expect(names(directory.sealingSet(CHANNEL))).toEqual(prints(hanna, hugo, rosa, ralf));
    expect(names(directory.sealingSet(OTHER_CHANNEL))).toEqual(prints(sana, rosa, ralf));
  });

  test("counts every recovery sheet, whichever channel its line names", async () => {
    const [rosa, ...others] = [listing(cast.rosa, Role.RECOVERY, OTHER_CHANNEL), ...listingsOf(cast)];
    const kept = others.filter(({ fingerprint }) => fingerprint !== cast.rosa.fingerprint);
    const directory = await verified(await extend(chain, cast.cora, [rosa, ...kept]));
    for (const cards of [directory.sealingSet(CHANNEL), directory.shareHolders(CHANNEL)]) {
      expect(cards.map(({ fingerprint }) => toHex(fingerprint))).toContain(toHex(cast.rosa.fingerprint));
    }
  });

  test("accepts as authors only handlers and coordinators of the channel, from the given entry on", async () => {
    const left = listingsOf(cast).filter((line) => line.fingerprint !== cast.hugo.fingerprint);
    const directory = await verified(await extend(chain, cast.hanna, left));
    const key = (who: keyof Cast) => cast[who].keys.signing.public;
    const since = sha256(last());
    expect(directory.mayAuthor(key("hanna"), CHANNEL, since)).toBe(true);
    expect(directory.mayAuthor(key("cora"), CHANNEL, since)).toBe(true);
    expect(directory.mayAuthor(key("hugo"), CHANNEL, since)).toBe(true);
    expect(directory.mayAuthor(key("hugo"), CHANNEL, directory.headHash)).toBe(false);
    expect(directory.mayAuthor(key("sana"), CHANNEL, since)).toBe(false);
    expect(directory.mayAuthor(key("omar"), CHANNEL, since)).toBe(false);
    expect(directory.mayAuthor(key("rosa"), CHANNEL, since)).toBe(false);
    expect(directory.mayAuthor(key("hanna"), CHANNEL, sha256(since))).toBe(false);
  });

  test("that begins at the pinned root and continues the accepted entry verifies", async () => {
    const directory = await verified(chain, { root: sha256(first()), accepted: sha256(last()) });
    expect(directory.rootHash).toEqual(sha256(first()));
    expect(directory.headHash).toEqual(sha256(last()));
  });

  test("with any one bit flipped in an entry never verifies as the one that was accepted", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 1 }), fc.nat(), async (which, at) => {
        const entries = [...chain.entries];
        const entry = entries[which] as Uint8Array;
        entries[which] = flipped(entry, at % (entry.length * 8));
        await expect(verified({ ...chain, entries })).rejects.toBeInstanceOf(VaultError);
      }),
      { numRuns: 100 },
    );
  });
});

describe("a cheating server's directory", () => {
  test("whose root is another is refused by whoever has the poster", async () => {
    const { mallory } = cast;
    const own = await makeEntry(mallory.keys.signing, mallory.fingerprint, {
      organisation: ORGANISATION,
      sequence: 0,
      previous: null,
      listings: [listing(mallory, Role.RECOVERY), listing(mallory, Role.HANDLER)],
    });
    const planted = { entries: [own], cards: [mallory.card] };
    await expect(verified(planted, { root: sha256(first()) })).rejects.toEqual(code("directory/root-mismatch"));
  });

  test("that adds a recipient, signed by whom it likes, is refused", async () => {
    const { mallory, omar, rosa, sana } = cast;
    const more = [...listingsOf(cast), listing(mallory, Role.HANDLER, CHANNEL)];
    const cards = withCard(mallory.card);
    for (const signer of [mallory, omar]) {
      const planted = await extend(cards, signer, more);
      await expect(verified(planted)).rejects.toEqual(code("directory/bad-signer"));
    }
    await expect(verified(await extend(cards, sana, more))).resolves.toBeDefined();
    expect((await verified(await extend(cards, rosa, more))).signedBySheet()).toHaveLength(1);
  });

  test("whose new entry names a right signer but holds another's signature is refused", async () => {
    const forger = { ...cast.mallory, fingerprint: cast.hanna.fingerprint };
    const planted = await extend(chain, forger, listingsOf(cast));
    await expect(verified(planted)).rejects.toEqual(code("directory/bad-signer"));
  });

  test("that lets a coordinator sign who was one only in the entry they sign is refused", async () => {
    const { mallory } = cast;
    const more = [...listingsOf(cast), listing(mallory, Role.COORDINATOR)];
    const planted = await extend(withCard(mallory.card), mallory, more);
    await expect(verified(planted)).rejects.toEqual(code("directory/bad-signer"));
  });

  test("whose first entry a handler signed is refused", async () => {
    const { hanna } = cast;
    const own = await makeEntry(hanna.keys.signing, hanna.fingerprint, {
      organisation: ORGANISATION,
      sequence: 0,
      previous: null,
      listings: listingsOf(cast),
    });
    await expect(verified({ ...chain, entries: [own] })).rejects.toEqual(code("directory/bad-signer"));
  });

  test("that takes back an entry is refused by whoever accepted it", async () => {
    const newer = await extend(chain, cast.hanna, listingsOf(cast));
    const accepted = sha256(newer.entries[2] as Uint8Array);
    await expect(verified(chain, { accepted })).rejects.toEqual(code("directory/not-descendant"));
  });

  test("that forks after an accepted entry is refused by whoever accepted the other branch", async () => {
    const one = await extend(chain, cast.hanna, listingsOf(cast));
    const other = await extend(chain, cast.hugo, listingsOf(cast));
    const accepted = sha256(one.entries[2] as Uint8Array);
    await expect(verified(other, { accepted })).rejects.toEqual(code("directory/not-descendant"));
  });

  test("that drops, repeats or reorders entries, or shows none, is refused", async () => {
    const [zero, one] = chain.entries as [Uint8Array, Uint8Array];
    for (const entries of [[one], [one, zero], [zero, zero], [zero, one, one], []]) {
      await expect(verified({ ...chain, entries })).rejects.toEqual(code("directory/broken-chain"));
    }
  });

  test("that keeps back a card, or shows another organisation's, is refused", async () => {
    const cards = chain.cards.filter((card) => card !== cast.hugo.card);
    await expect(verified({ ...chain, cards })).rejects.toEqual(code("directory/unknown-card"));
    const foreign = await person("hugo", OTHER_CHANNEL);
    const swapped = await extend(withCard(foreign.card), cast.cora, [listing(foreign, Role.HANDLER, CHANNEL)]);
    await expect(verified(swapped)).rejects.toEqual(code("directory/unknown-card"));
  });

  test("whose entry is for another organisation is refused", async () => {
    const entry = await makeEntry(cast.cora.keys.signing, cast.cora.fingerprint, {
      organisation: OTHER_CHANNEL,
      sequence: 1,
      previous: sha256(first()),
      listings: listingsOf(cast),
    });
    await expect(verified({ ...chain, entries: [first(), entry] })).rejects.toEqual(code("directory/broken-chain"));
  });
});

describe("an entry", () => {
  test("is refused when unsorted, cut short, of another version, or with a role that nobody knows", () => {
    const entry = last();
    const swapped = entry.slice();
    swapped.set(entry.subarray(55, 104), 104);
    swapped.set(entry.subarray(104, 153), 55);
    expect(() => parseEntry(swapped)).toThrow(code("vault/malformed"));
    expect(() => parseEntry(entry.slice(0, -1))).toThrow(code("vault/malformed"));
    expect(() => parseEntry(entry.slice(0, 60))).toThrow(code("vault/malformed"));
    expect(() => parseEntry(entry.with(0, 2))).toThrow(code("vault/unsupported"));
    const lastRole = 55 + 6 * 49 + 16;
    expect(() => parseEntry(entry.with(lastRole, 127))).toThrow(code("vault/unsupported"));
  });

  test("cannot be made with the same line twice", async () => {
    const twice = [listing(cast.hanna, Role.HANDLER), listing(cast.hanna, Role.HANDLER)];
    await expect(extend(chain, cast.cora, twice)).rejects.toEqual(code("vault/refused"));
  });
});

function flipped(bytes: Uint8Array, bit: number): Uint8Array {
  return bytes.with(bit >> 3, (bytes[bit >> 3] as number) ^ (1 << (bit & 7)));
}

import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { deskOf, type Holder, House } from "../people/cast";
import { MemoryStore } from "../people/store";
import { newId } from "../vault/bytes";
import { type KnownTitle, LocalIndex } from "./localIndex";

let house: House;
let store: MemoryStore;

beforeAll(async () => {
  house = await House.found();
});

beforeEach(() => {
  store = new MemoryStore();
});

async function indexOf(who: Holder, at = store): Promise<LocalIndex> {
  return new LocalIndex(at, (await deskOf(who, house, at)).own);
}

function titled(title: string, category: string | null = null): KnownTitle {
  return { case: newId(), item: newId(), title, urgent: false, category };
}

const text = (id: string, words: string, items = 3) => ({ case: id, items, text: words, category: "theft" });

/** All that lies in the browser, as somebody with a copy of the disk reads it. */
async function laid(): Promise<string> {
  const all = await Promise.all((["index", "packs"] as const).map((shelf) => store.entries(shelf, "")));
  const bytes = all.flat().map(([name, value]) => name + new TextDecoder("latin1").decode(value as Uint8Array));
  return bytes.join("\n");
}

describe("the index of what was opened", () => {
  it("gives back after a reload what was kept, and finds it by words of title and text", async () => {
    const [crates, gate] = [titled("Crates leave at night"), titled("Übungslabor: Ausweise", "access")];
    const first = await indexOf(house.hana);
    await first.keepTitles([crates, gate]);
    await first.keepText(text(crates.case, "Nobody signed the Lagerbuch."));

    const again = await indexOf(house.hana);
    expect(await again.title(gate.case, gate.item)).toEqual(gate);
    expect(await again.title(gate.case, newId())).toBeNull();
    expect(await again.title(crates.case, crates.item)).toEqual({ ...crates, category: "theft" });
    expect(await again.find("ubungslabor")).toEqual({ [gate.case]: "title" });
    expect(await again.find("crates lagerbuch")).toEqual({ [crates.case]: "text" });
    expect(await again.find("nowhere")).toEqual({});
    expect(await again.find("  ")).toBeNull();
  });

  it("lies sealed: no word, no case and no key of it can be read", async () => {
    const one = titled("Crates leave at night");
    const index = await indexOf(house.hana);
    await index.keepTitles([one]);
    await index.keepText(text(one.case, "Nobody signed the ledger."));
    await index.keepNote("views", [{ name: "Night shift" }]);
    const found = await laid();
    for (const word of ["Crates", "ledger", "Night", "theft", one.case, one.item]) expect(found).not.toContain(word);
    const keys = (await store.entries("index", "")).map(([, value]) => (value as Uint8Array).length);
    expect(Math.min(...keys)).toBeGreaterThan(32);
  });

  it("opens for nobody else, who begins an index of their own and leaves this one alone", async () => {
    const one = titled("Crates leave at night");
    await (await indexOf(house.hana)).keepTitles([one]);
    const other = await indexOf(house.omar);
    expect(await other.title(one.case, one.item)).toBeNull();
    expect(await other.isEmpty()).toBe(true);
    expect(await (await indexOf(house.hana)).title(one.case, one.item)).toEqual(one);
  });

  it("is thrown away when a pack was changed or moved, or the key is another's", async () => {
    const one = titled("Crates leave at night");
    const spoil = [
      async () => {
        const [[name, sealed] = ["", null]] = await store.entries("packs", "");
        const changed = (sealed as Uint8Array).slice();
        changed[20] = (changed[20] as number) ^ 1;
        await store.set("packs", name, changed);
      },
      async () => {
        const [[name, sealed] = ["", null]] = await store.entries("packs", "");
        await store.remove("packs", name);
        await store.set("packs", `${house.hana.id}/${newId()}`, sealed);
      },
      async () => {
        await (await indexOf(house.omar)).keepTitles([]);
        await store.set("index", `${house.hana.id}/key`, await store.get("index", `${house.omar.id}/key`));
      },
    ];
    for (const act of spoil) {
      store = new MemoryStore();
      await (await indexOf(house.hana)).keepTitles([one]);
      await act();
      const index = await indexOf(house.hana);
      expect(await index.isEmpty()).toBe(true);
      expect(await store.entries("packs", house.hana.id)).toEqual([]);
      await index.keepTitles([one]);
      expect(await (await indexOf(house.hana)).title(one.case, one.item)).toEqual(one);
    }
  });

  it("forgets cases that are listed no more, and titles that were replaced, on the disk too", async () => {
    const [stays, erased, renamed] = [titled("Stays"), titled("Erased"), titled("Renamed")];
    const index = await indexOf(house.hana);
    await index.keepTitles([stays, erased, renamed]);
    for (const { case: id } of [stays, erased, renamed]) await index.keepText(text(id, `Words of ${id}`));
    const before = await store.entries("packs", "");
    const listed = new Map([
      [stays.case, stays.item],
      [renamed.case, newId()],
    ]);
    await index.keepOnly(listed);
    for (const one of [index, await indexOf(house.hana)]) {
      expect(await one.title(stays.case, stays.item)).toEqual({ ...stays, category: "theft" });
      expect(await one.title(renamed.case, renamed.item)).toBeNull();
      expect(await one.find("erased")).toEqual({});
      expect(await one.find("words")).toEqual({ [stays.case]: "text", [renamed.case]: "text" });
    }
    const names = (await store.entries("packs", "")).map(([name]) => name);
    expect(before.some(([name]) => names.includes(name))).toBe(false);
  });

  it("writes nothing anew when nothing is gone, nor for a reading that it has", async () => {
    const one = titled("Stays");
    const index = await indexOf(house.hana);
    await index.keepTitles([one]);
    await index.keepText(text(one.case, "Words"));
    const before = await laid();
    await index.keepOnly(new Map([[one.case, one.item]]));
    await index.keepText(text(one.case, "Words"));
    expect(await laid()).toBe(before);
  });

  it("takes the later reading of a case, whichever pack is opened first", async () => {
    const id = newId();
    const index = await indexOf(house.hana);
    for (const [words, items] of [
      ["First", 3],
      ["Second", 4],
      ["Third", 5],
    ] as const)
      await index.keepText(text(id, words, items));
    const again = await indexOf(house.hana);
    expect(await again.find("third")).toEqual({ [id]: "text" });
    expect(await again.find("first")).toEqual({});
  });

  it("is packed anew when it has become many packs, and loses nothing", async () => {
    const all = Array.from({ length: 60 }, (_, at) => titled(`Case number ${at}.`));
    const index = await indexOf(house.hana);
    for (const one of all) await index.keepTitles([one]);
    expect(await store.entries("packs", "")).toHaveLength(60);
    const again = await indexOf(house.hana);
    expect(Object.keys((await again.find("case number")) ?? {})).toHaveLength(60);
    expect(await store.entries("packs", "")).toHaveLength(1);
    expect(Object.keys((await (await indexOf(house.hana)).find("number 59.")) ?? {})).toHaveLength(1);
  });

  it("is closed when it was forgotten and the key is locked", async () => {
    const { own } = await deskOf(house.hana, house, store);
    const index = new LocalIndex(store, own);
    await index.keepTitles([titled("Crates")]);
    index.forget();
    await own.lock();
    await expect(index.find("crates")).rejects.toMatchObject({ code: "desk/locked" });
  });

  it("keeps notes of the member, such as views", async () => {
    await (await indexOf(house.hana)).keepNote("views", [{ name: "Mine" }]);
    expect(await (await indexOf(house.hana)).note("views")).toEqual([{ name: "Mine" }]);
    expect(await (await indexOf(house.omar)).note("views")).toBeNull();
  });
});

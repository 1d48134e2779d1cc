import { beforeEach, describe, expect, it } from "vitest";
import { fromBase64, toHex } from "../vault/bytes";
import { makeCard } from "../vault/cards";
import { ALL_CHANNELS, Role } from "../vault/directoryEntry";
import { deskOf, type Holder, House } from "./cast";
import { judge, readPending } from "./trust";

let house: House;

beforeEach(async () => {
  house = await House.found();
});

const standing = (cards: readonly { fingerprint: string; standing: string }[], who: Holder) =>
  cards.find((card) => card.fingerprint === who.fingerprint)?.standing;

describe("the directory at its first use in this browser", () => {
  it("is accepted, and its twelve words are shown to be compared", async () => {
    const { trust } = await deskOf(house.hana, house);
    expect(trust.state).toBe("first-use");
    expect(trust.rootWords).toHaveLength(12);
    expect(standing(trust.cards, house.omar)).toBe("accepted");
    expect(standing(trust.cards, house.hana)).toBe("own");
    expect(trust.listed).toBe(true);
  });

  it("says so until the words were read, on every later visit too", async () => {
    const { store, keeper } = await deskOf(house.hana, house);
    expect((await deskOf(house.hana, house, store)).trust.state).toBe("first-use");
    await keeper.dismissFirstUse();
    expect((await deskOf(house.hana, house, store)).trust.state).toBe("known");
  });

  it("is refused when it is another organisation's", async () => {
    const other = await House.found();
    const verdict = await judge(other.answer, null, house.organisation, {});
    expect(verdict).toMatchObject({ kind: "refused", code: "directory/broken-chain" });
  });
});

describe("a directory that was accepted before", () => {
  it("may grow, and a card that is new waits until its words were compared", async () => {
    const { store } = await deskOf(house.hana, house);
    const vera = await house.join("Vera Novak");
    await house.addHandler(house.ines, vera);
    const { trust, keeper } = await deskOf(house.hana, house, store);
    expect(standing(trust.cards, vera)).toBe("new");
    expect(() => keeper.demandAccepted([vera.fingerprint])).toThrow("not compared");
    const after = await keeper.accept([vera.fingerprint]);
    expect(standing(after.cards, vera)).toBe("accepted");
    keeper.demandAccepted([vera.fingerprint, house.omar.fingerprint, house.hana.fingerprint]);
  });

  it("stops everything when another chain takes its place", async () => {
    const { store } = await deskOf(house.hana, house);
    const forged = await House.found();
    Object.assign(forged, { organisation: house.organisation });
    const { trust, keeper } = await deskOf(house.hana, forged, store);
    expect(trust).toMatchObject({ state: "refused", code: "directory/root-mismatch", cards: [] });
    expect(() => keeper.accepted).toThrow("Nothing is sealed");
  });

  it("stops everything when its newest entries are held back", async () => {
    const old = house.answer;
    const vera = await house.join("Vera Novak");
    await house.addHandler(house.ines, vera);
    const { keeper } = await deskOf(house.hana, house);
    expect((await keeper.review(old, house.names)).code).toBe("directory/not-descendant");
  });

  it("stops everything when it vanishes", async () => {
    const { keeper } = await deskOf(house.hana, house);
    expect(await keeper.review({ entries: [], cards: [] }, {})).toMatchObject({
      state: "refused",
      code: "directory/not-descendant",
    });
  });

  it("is held to its pins again after a refusal", async () => {
    const { keeper } = await deskOf(house.hana, house);
    await keeper.review({ entries: [], cards: [] }, {});
    expect((await keeper.review(house.answer, house.names)).state).toBe("first-use");
  });

  it("keeps the name that was accepted when the server tells another", async () => {
    const { keeper } = await deskOf(house.hana, house);
    const renamed = { ...house.names, [house.omar.id]: "The Director" };
    const trust = await keeper.review(house.answer, renamed);
    const omar = trust.cards.find((card) => card.fingerprint === house.omar.fingerprint);
    expect(omar).toMatchObject({ name: "Omar Said", renamed: "The Director" });
    expect(keeper.nameOf(house.omar.fingerprint)).toBe("Omar Said");
  });

  it("never lets a card in one's own name be accepted", async () => {
    const { keeper } = await deskOf(house.hana, house);
    const twin = await house.join("Hana Weiss");
    const { card, fingerprint } = await readPending(
      btoaOf(await makeCard(twin.keys, house.organisation, house.hana.id)),
    );
    const planted = { ...twin, card, fingerprint, id: house.hana.id };
    house.people.push(planted);
    await house.addHandler(house.ines, planted);
    const trust = await keeper.review(house.answer, house.names);
    expect(standing(trust.cards, planted)).toBe("impostor");
    await expect(keeper.accept([fingerprint])).rejects.toThrow("not yours");
  });
});

describe("introducing a colleague", () => {
  const all = (role: string) => [{ role, channel: null }];
  const roster = () => ({
    [house.hana.fingerprint]: all("handler"),
    [house.omar.fingerprint]: [{ role: "handler", channel: house.channel }],
    [house.ines.fingerprint]: all("coordinator"),
  });
  const newcomer = (who: { id: string }, card: string, holdings = all("handler")) => ({
    member: who.id,
    card,
    holdings,
  });
  const newestCard = () => house.answer.cards.at(-1) as string;

  it("adds the compared card by an entry that everyone's browser verifies", async () => {
    const { keeper } = await deskOf(house.ines, house);
    const vera = await house.join("Vera Novak");
    const { entry } = await keeper.introduce(newcomer(vera, newestCard()), roster());
    house.push(fromBase64(entry));
    const { trust } = await deskOf(house.omar, house);
    expect(trust.cards.find((card) => card.fingerprint === vera.fingerprint)?.roles).toEqual([
      { role: Role.HANDLER, channel: ALL_CHANNELS },
    ]);
    expect(standing(trust.cards, house.sheet)).toBe("accepted");
  });

  it("is refused for a card that names another holder than the member on the page", async () => {
    const { keeper } = await deskOf(house.ines, house);
    const vera = await house.join("Vera Novak");
    await expect(keeper.introduce(newcomer(house.omar, newestCard()), roster())).rejects.toMatchObject({
      code: "desk/foreign-card",
    });
    const administrator = newcomer(vera, newestCard(), all("administrator"));
    await expect(keeper.introduce(administrator, roster())).rejects.toMatchObject({ code: "desk/not-listed" });
  });

  it("replaces the older card of the same member", async () => {
    const { keeper } = await deskOf(house.ines, house);
    const again = await house.join("Omar Said");
    const encoded = btoaOf(await makeCard(again.keys, house.organisation, house.omar.id));
    const { card, fingerprint } = await readPending(encoded);
    house.people.push({ ...again, card, fingerprint, id: house.omar.id });
    const { entry } = await keeper.introduce(newcomer(house.omar, encoded), roster());
    house.push(fromBase64(entry));
    const { trust } = await deskOf(house.hana, house);
    expect(trust.cards.find((one) => one.fingerprint === house.omar.fingerprint)?.listed).toBe(false);
    expect(trust.cards.find((one) => one.fingerprint === fingerprint)?.listed).toBe(true);
  });

  it("leaves out a card that its member gave up, also before the new one was compared", async () => {
    const { keeper } = await deskOf(house.ines, house);
    const { [house.omar.fingerprint]: roles, ...others } = roster();
    const given = { ...others, [toHex(new Uint8Array(32))]: roles ?? [] };
    expect(keeper.stale(given)).toEqual([{ channel: house.channel, role: Role.HANDLER, name: "Omar Said" }]);
    house.push(fromBase64((await keeper.withdraw(given)).entry));
    const { trust } = await deskOf(house.omar, house);
    expect(trust.listed).toBe(false);
  });

  it("shows whoever gave up a key no impostor once the old card has left", async () => {
    const { keeper } = await deskOf(house.ines, house);
    const again = await house.join("Omar Said");
    const encoded = btoaOf(await makeCard(again.keys, house.organisation, house.omar.id));
    const { card, fingerprint } = await readPending(encoded);
    const renewed = { ...again, card, fingerprint, id: house.omar.id };
    house.people.push(renewed);
    const seen = async () => standing((await deskOf(renewed, house)).trust.cards, house.omar);
    expect(await seen()).toBe("impostor");
    house.push(fromBase64((await keeper.introduce(newcomer(house.omar, encoded), roster())).entry));
    expect(await seen()).toBe("former");
  });

  it("takes out the roles that somebody no longer holds, after showing them", async () => {
    const { keeper } = await deskOf(house.ines, house);
    const without = { ...roster(), [house.omar.fingerprint]: [] };
    expect(keeper.stale(roster())).toEqual([]);
    expect(keeper.stale(without)).toEqual([{ channel: house.channel, role: Role.HANDLER, name: "Omar Said" }]);
    house.push(fromBase64((await keeper.withdraw(without)).entry));
    const { trust } = await deskOf(house.hana, house);
    expect(trust.cards.find((one) => one.fingerprint === house.omar.fingerprint)?.listed).toBe(false);
    expect(trust.cards.find((one) => one.fingerprint === house.sheet.fingerprint)?.listed).toBe(true);
  });
});

describe("set-up", () => {
  it("makes a first entry, signed by a recovery sheet, that everyone's browser verifies", async () => {
    const { keeper } = await deskOf(house.hana, house);
    keeper.makeSheets(2);
    const hana = {
      member: house.hana.id,
      card: btoaOf(house.hana.card.encoded),
      holdings: [{ role: "handler", channel: null }],
    };
    const { entry, cards } = await keeper.found(house.organisation, [hana]);
    const answer = { entries: [entry], cards: [...cards, hana.card] };
    const verdict = await judge(answer, null, house.organisation, house.names);
    if (verdict.kind !== "first-use") throw new Error(verdict.kind);
    expect(verdict.directory.sealingSet(house.channel)).toHaveLength(3);
  });

  it("needs somebody who can sign the entry after it", async () => {
    const { keeper } = await deskOf(house.hana, house);
    keeper.makeSheets(1);
    await expect(keeper.found(house.organisation, [])).rejects.toMatchObject({ code: "desk/not-listed" });
    keeper.forgetSheets();
    await expect(keeper.found(house.organisation, [])).rejects.toMatchObject({ code: "desk/nothing-to-sign" });
  });
});

function btoaOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64");
}

/** A recovery sheet at the desk: it introduces who has a new key, and every other desk is told. */
import { beforeEach, describe, expect, it } from "vitest";
import { deskOf, type Holder, House, holder } from "../people/cast";
import type { Newcomer } from "../people/directoryKeeper";
import { fromBase64 } from "../vault/bytes";
import { SheetKeeper } from "./sheetKeeper";

let house: House;
let vera: Holder;

beforeEach(async () => {
  house = await House.found();
  vera = await house.join("Vera Lind");
});

function newcomer(who: Holder): Newcomer {
  return {
    member: who.id,
    card: btoa(String.fromCharCode(...who.card.encoded)),
    holdings: [{ role: "handler", channel: house.channel }],
  };
}

const roster = () =>
  Object.fromEntries(
    [house.hana, house.omar]
      .map(({ fingerprint }) => [fingerprint, [{ role: "handler", channel: null }]])
      .concat([[house.ines.fingerprint, [{ role: "coordinator", channel: null }]]]),
  );

async function introducedBySheet(): Promise<void> {
  const { keeper } = await deskOf(vera, house);
  const sheets = new SheetKeeper(keeper);
  await sheets.take(house.sheet.identity.toString().toLowerCase());
  house.push(fromBase64((await sheets.introduce(newcomer(vera), roster())).entry));
}

describe("a recovery sheet at the desk", () => {
  it("introduces the card of who typed it, and the others stay listed", async () => {
    await introducedBySheet();
    const { trust } = await deskOf(vera, house);
    expect(trust).toMatchObject({ listed: true, entries: 2 });
    expect(trust.cards.filter((card) => card.listed)).toHaveLength(5);
  });

  it("is told at every desk until somebody there said that they know of it, and again the next time", async () => {
    const { store } = await deskOf(house.hana, house);
    await introducedBySheet();
    const { trust, keeper } = await deskOf(house.hana, house, store);
    expect(trust.sheetUses).toEqual([1]);
    expect((await keeper.dismissSheetUses()).sheetUses).toEqual([]);
    expect((await deskOf(house.hana, house, store)).trust.sheetUses).toEqual([]);
    await introducedBySheet();
    expect((await deskOf(house.hana, house, store)).trust.sheetUses).toEqual([2]);
  });

  it("is told at a first visit too, and a colleague's entry is not", async () => {
    await house.addHandler(house.ines, vera);
    expect((await deskOf(house.omar, house)).trust.sheetUses).toEqual([]);
    await introducedBySheet();
    expect((await deskOf(house.omar, house)).trust).toMatchObject({ state: "first-use", sheetUses: [2] });
  });

  it("whom it introduced waits at the other desks until their words were compared", async () => {
    const { store } = await deskOf(house.hana, house);
    await introducedBySheet();
    const { keeper } = await deskOf(house.hana, house, store);
    expect(() => keeper.demandAccepted([vera.fingerprint])).toThrow("not compared");
  });

  it("is refused when it is another organisation's, a member's key, or mistyped", async () => {
    const sheets = new SheetKeeper((await deskOf(vera, house)).keeper);
    const stranger = await holder("another sheet", house.organisation);
    for (const identity of [stranger.identity, house.hana.identity]) {
      await expect(sheets.take(identity.toString())).rejects.toMatchObject({ code: "desk/not-a-sheet" });
    }
    const typed = house.sheet.identity.toString();
    await expect(sheets.take(typed.slice(0, -1))).rejects.toMatchObject({ code: "typed/length", count: 57 });
  });

  it("signs and opens nothing once it was forgotten", async () => {
    const sheets = new SheetKeeper((await deskOf(vera, house)).keeper);
    await sheets.take(house.sheet.identity.toString());
    sheets.forget();
    await expect(sheets.introduce(newcomer(vera), roster())).rejects.toMatchObject({ code: "desk/no-sheet" });
    expect(() => sheets.fingerprint).toThrow("Type the recovery sheet again.");
  });
});

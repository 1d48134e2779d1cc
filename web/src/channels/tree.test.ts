import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { append, at, freshId, isWithin, move, pathOf, placeOf, put, type Tree } from "./tree";

const BODY: Tree = { name: { en: "A" }, fields: [{ id: "one" }, { id: "two" }, { id: "three" }] };
const part = fc.oneof(fc.nat(20), fc.stringMatching(/^[a-z_-]{1,8}$/));
const path = fc.tuple(fc.stringMatching(/^[a-z_]{1,8}$/), fc.array(part, { maxLength: 5 })).map(([a, b]) => [a, ...b]);

describe("a place", () => {
  it("is written as the server writes it, and read back", () => {
    expect(placeOf(["questionnaire", "fields", 3, "label", "pt-br"])).toBe("questionnaire.fields[3].label.pt-br");
    fc.assert(
      fc.property(path, (one) => {
        expect(pathOf(placeOf(one))).toEqual(one);
      }),
    );
  });

  it("lies within what holds it, and not within what only begins alike", () => {
    expect(isWithin("categories[1].law.en", "categories[1]")).toBe(true);
    expect(isWithin("categories[1]", "categories[1]")).toBe(true);
    expect(isWithin("categories[10].law", "categories[1]")).toBe(false);
    expect(isWithin("lawful", "law")).toBe(false);
  });
});

describe("a draft", () => {
  it("is never changed: a changed one takes its place", () => {
    const frozen = JSON.stringify(BODY);
    put(BODY, ["name", "de"], "B");
    append(BODY, ["fields"], {});
    move(BODY, ["fields"], 0, 2);
    expect(JSON.stringify(BODY)).toBe(frozen);
  });

  it("holds what was put where it was put, whatever stood there", () => {
    fc.assert(
      fc.property(path, (one) => {
        const whole = one.every((step, number) => typeof step === "string" || step === 0 || number === 0);
        fc.pre(whole);
        expect(at(put(BODY, one, "new"), one)).toBe("new");
      }),
    );
  });

  it("loses what is put away, and only that", () => {
    expect(put(BODY, ["fields", 1], undefined).fields).toEqual([{ id: "one" }, { id: "three" }]);
    expect(put(BODY, ["name"], undefined)).toEqual({ fields: BODY.fields });
    expect(put(BODY, ["gone", "deep"], undefined)).toEqual({ ...BODY, gone: {} });
  });

  it("keeps the order of its names when one of them changes", () => {
    expect(Object.keys(put(BODY, ["name"], "x"))).toEqual(["name", "fields"]);
  });

  it("has a thing moved to any place of its list, and to none outside it", () => {
    const ids = (tree: Tree) => (tree.fields as Tree[]).map((one) => one.id);
    expect(ids(move(BODY, ["fields"], 0, 2))).toEqual(["two", "three", "one"]);
    expect(ids(move(BODY, ["fields"], 2, 0))).toEqual(["three", "one", "two"]);
    expect(move(BODY, ["fields"], 0, -1)).toBe(BODY);
    expect(move(BODY, ["fields"], 2, 3)).toBe(BODY);
  });

  it("gives a new thing an id that nothing has", () => {
    expect(freshId([{ id: "question-2" }], "question")).toBe("question-3");
    expect(freshId([], "option")).toBe("option-1");
  });
});

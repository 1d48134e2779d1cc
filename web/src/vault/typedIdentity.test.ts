/** A recovery sheet as people type it; the vectors of both makers hold the form. */
import { describe, expect, it } from "vitest";
import { toHex } from "./bytes";
import { Identity } from "./hybrid";
import { type MistypedIdentity, parseTypedIdentity } from "./typedIdentity";

const identity = Identity.fromSeed(new Uint8Array(32).fill(7));
const symbols = identity.toString().slice("AGE-SECRET-KEY-PQ-1".length);

function refusal(typed: string): MistypedIdentity {
  try {
    parseTypedIdentity(typed);
  } catch (error) {
    return error as MistypedIdentity;
  }
  throw new Error("It was taken.");
}

describe("an identity as it is typed", () => {
  it("is taken in groups, in small letters, over several lines, with or without its beginning", () => {
    const groups = symbols.match(/.{1,4}/g) as string[];
    for (const typed of [
      groups.join(" "),
      groups.join("\n").toLowerCase(),
      `age-secret-key-pq-1 ${groups.join("-")}`,
    ]) {
      expect(toHex(parseTypedIdentity(typed).seed)).toBe(toHex(identity.seed));
    }
  });

  it("finds the one letter that is wrong, wherever it stands, and does not mend it", () => {
    for (let place = 0; place < symbols.length; place += 5) {
      const other = symbols[place] === "Q" ? "P" : "Q";
      const error = refusal(symbols.slice(0, place) + other + symbols.slice(place + 1));
      expect(error).toMatchObject({
        code: "typed/mistyped",
        group: Math.floor(place / 4) + 1,
        letter: (place % 4) + 1,
      });
    }
  });

  it("names a look-alike with what the sheet shows", () => {
    const error = refusal(`${symbols.slice(0, 5)}O${symbols.slice(6)}`);
    expect(error).toMatchObject({ code: "typed/character", group: 2, letter: 2, shown: "O", meant: "0" });
  });

  it("carries nothing else of what was typed", () => {
    const other = symbols.at(-1) === "Q" ? "P" : "Q";
    const error = refusal(symbols.slice(0, -1) + other);
    expect(JSON.stringify({ ...error, message: error.message })).not.toContain(symbols.slice(0, 4));
  });
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LONGEST_RUN, sharedRun } from "./sharedWords";

const STORY = "Each Friday the second ledger is burned behind hall four, and nobody looks.";

describe("words that a notice shares with a report", () => {
  test("a run of eight words is found, whatever its case and its commas", () => {
    const notice = "It is said that each friday the SECOND ledger is burned, behind the bakery.";
    expect(sharedRun(notice, ["Something else.", STORY])).toBe("each friday the second ledger is burned behind");
  });

  test("seven words in a row are no run", () => {
    expect(sharedRun("Each Friday the second ledger is burned, they say.", [STORY])).toBeNull();
  });

  test("two runs of two texts are no run", () => {
    expect(
      sharedRun("one two three four five six seven eight", ["one two three four", "five six seven eight"]),
    ).toBeNull();
  });

  test("a script without spaces is read by its characters", () => {
    expect(sharedRun("据说每周五第二本账簿在仓库后被烧", ["我看见每周五第二本账簿在仓库后面"])).toContain("每 周 五");
  });

  test("whoever repeats a text of eight words or more is told so, wherever it stands", () => {
    const word = fc.stringMatching(/^[a-zé]{1,8}$/);
    const some = fc.array(word, { minLength: LONGEST_RUN, maxLength: 30 });
    fc.assert(
      fc.property(some, fc.array(word), fc.array(word), (said, before, after) => {
        expect(sharedRun([...before, ...said, ...after].join(" "), [said.join(", ")])).not.toBeNull();
      }),
    );
  });
});

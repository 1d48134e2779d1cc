import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Definition } from "../common/definition";
import { asked, isDate, type Problem, problemsOf } from "./answers";

interface Shared {
  definition: Pick<Definition, "categories" | "questionnaire">;
  cases: { name: string; answers: Record<string, unknown>; problems: Problem[] }[];
}

const shared: Shared = JSON.parse(readFileSync(new URL("../../../vectors/answers.json", import.meta.url), "utf8"));
const { categories } = shared.definition;
const { fields } = shared.definition.questionnaire;
const ids = [...fields.map((field) => field.id), "urgent", "constructor", "__proto__"];

test.each(shared.cases)("$name: just these problems, in this order", ({ answers, problems }) => {
  expect(problemsOf(fields, answers, categories)).toEqual(problems);
});

describe("whatever is given", () => {
  const answers = fc.array(fc.tuple(fc.constantFrom(...ids), fc.jsonValue({ maxDepth: 3 }))).map(Object.fromEntries);

  test("gets an answer, and what was not asked for is never accepted", () => {
    fc.assert(
      fc.property(answers, (given) => {
        const places = new Set(problemsOf(fields, given, categories).map((problem) => problem.place));
        const here = new Set(asked(fields, given, categories).map((field) => field.id));
        for (const name of Object.keys(given)) {
          if (name !== "urgent" && !here.has(name)) expect(places).toContain(name);
        }
      }),
    );
  });

  test("only a question that is asked can be missing", () => {
    fc.assert(
      fc.property(answers, (given) => {
        const here = new Set(asked(fields, given, categories).map((field) => field.id));
        const missing = problemsOf(fields, given, categories).filter(({ code }) => code === "answer/missing");
        for (const { place } of missing) expect(here).toContain(place.split("[")[0]);
      }),
    );
  });
});

test("every day of the calendar is a date, exactly or about, and so are its month and its year", () => {
  const days = fc.date({ min: new Date("0001-01-01T00:00:00Z"), max: new Date("9999-12-31"), noInvalidDate: true });
  fc.assert(
    fc.property(days, (day) => {
      const text = day.toISOString().slice(0, 10);
      for (const one of [text, text.slice(0, 7), text.slice(0, 4)]) {
        expect(isDate(one) && isDate(`${one}~`)).toBe(true);
      }
    }),
  );
});

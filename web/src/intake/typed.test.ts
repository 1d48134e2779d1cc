import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isDate } from "./answers";
import { amountOf, dateFault, dateOf } from "./typed";

const boxes = (day: string, month: string, year: string, about = false) => dateOf({ day, month, year, about });

describe("a date", () => {
  test("is as exact as what was typed", () => {
    expect(boxes("5", "3", "2026")).toBe("2026-03-05");
    expect(boxes("", "12", " 2026 ")).toBe("2026-12");
    expect(boxes("", "", "2026", true)).toBe("2026~");
    expect(boxes("٢٧", "٣", "٢٠٢٦")).toBe("2026-03-27");
  });

  test("that nobody typed is none, ticked or not", () => {
    expect(boxes("", " ", "", true)).toBeNull();
  });

  test("keeps what is wrong with it, and tells which box to look at", () => {
    const faults = {
      year: ["5,3,", "5,3,26", ",,0000", ",,x"],
      month: ["5,,2026", ",13,2026"],
      day: ["30,2,2026", "x,2,2026"],
    };
    for (const [fault, all] of Object.entries(faults)) {
      for (const typed of all) {
        const [day = "", month = "", year = ""] = typed.split(",");
        const date = boxes(day, month, year);
        expect([typed, date !== null && isDate(date)]).toEqual([typed, false]);
        expect([typed, dateFault(date ?? "")]).toEqual([typed, fault]);
      }
    }
  });
});

describe("an amount", () => {
  test("is read however its language writes it", () => {
    const locales = ["en", "de", "fr", "ar-EG", "fa", "de-CH", "pl", "sv", "es", "it"];
    const cents = fc.integer({ min: 0, max: 10 ** 12 });
    fc.assert(
      fc.property(cents, fc.constantFrom(...locales), fc.boolean(), (number, locale, useGrouping) => {
        const text = new Intl.NumberFormat(locale, { minimumFractionDigits: 2, useGrouping }).format(number / 100);
        expect(amountOf(text, "EUR")).toBe(`${(number / 100).toFixed(2)} EUR`);
      }),
    );
  });

  test("may lack decimals, or have one", () => {
    expect(amountOf("1 200", "EUR")).toBe("1200 EUR");
    expect(amountOf("1.200", "EUR")).toBe("1200 EUR");
    expect(amountOf("1,5", "USD")).toBe("1.5 USD");
  });

  test("that nobody typed is none", () => {
    expect(amountOf(" ", "EUR")).toBeNull();
  });

  test("that cannot be read is left as it is", () => {
    for (const text of ["about 1000", "1,2000", "12.34.56", "1.200.50", "-5", "5 EUR"]) {
      expect(amountOf(text, "EUR")).not.toMatch(/^\d{1,15}(\.\d{1,2})? EUR$/);
    }
  });
});

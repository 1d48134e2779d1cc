import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { safeFileName } from "./fileNames";

describe("a file name from a reporter", () => {
  it("loses every path before it is offered", () => {
    expect(safeFileName("../../etc/passwd")).toBe("passwd");
    expect(safeFileName("C:\\Users\\x\\plan.pdf")).toBe("plan.pdf");
  });

  it("cannot hide its true ending behind marks that turn text around", () => {
    expect(safeFileName("invoice\u202Egnp.exe")).toBe("invoicegnp.exe");
    expect(safeFileName("a\u200Bb\u0000c.txt")).toBe("abc.txt");
  });

  it("is never hidden, empty or a device", () => {
    expect(safeFileName(".bashrc")).toBe("bashrc");
    expect(safeFileName(" .. ")).toBe("attachment");
    expect(safeFileName("")).toBe("attachment");
    expect(safeFileName("CON.txt")).toBe("_CON.txt");
  });

  it("keeps its letters and its extension when it is too long", () => {
    expect(safeFileName("Übersicht 2026.xlsx")).toBe("Übersicht 2026.xlsx");
    const long = safeFileName(`${"x".repeat(400)}.tar.gz`);
    expect(long).toHaveLength(120);
    expect(long.endsWith(".gz")).toBe(true);
  });

  it("is safe whatever was typed", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), (name) => {
        const safe = safeFileName(name);
        expect(["/", "\\", "\0", "\n", "\u202e"].filter((mark) => safe.includes(mark))).toEqual([]);
        expect(safe.length).toBeGreaterThan(0);
        expect(safe.startsWith(".")).toBe(false);
        expect([...safe].length).toBeLessThanOrEqual(121);
        expect(safeFileName(safe)).toBe(safe);
      }),
    );
  });
});

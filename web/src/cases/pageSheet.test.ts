import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pageRules } from "./pageSheet";

describe("the edges of a printed sheet", () => {
  it("hold number, organisation, day and pages", () => {
    const rules = pageRules("Meridian Institute", "Case 1a2b3c4d", "Printed on 26 November 2026", false);
    expect(rules).toContain('@top-left { content: "Case 1a2b3c4d"; direction: ltr; }');
    expect(rules).toContain('@top-right { content: "Meridian Institute"; direction: ltr; }');
    expect(rules).toContain('@bottom-left { content: "Printed on 26 November 2026"; direction: ltr; }');
    expect(rules).toContain('content: "Page " counter(page) " of " counter(pages);');
  });

  it("change sides where one reads from right to left", () => {
    expect(pageRules("Meridian", "1a2b3c4d", "", true)).toContain(
      '@top-right { content: "1a2b3c4d"; direction: rtl; }',
    );
  });

  it("let no name end a string or add a rule", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (name) => {
        const content = /@top-right \{ content: "(.*)"; direction: ltr; \}$/m.exec(
          pageRules(name, "1", "1", false),
        )?.[1];
        expect(content).toBeDefined();
        expect(content?.replace(/\\[0-9a-f]+ /g, "")).not.toMatch(/["\\\n{};<>]/);
        const read = content?.replace(/\\([0-9a-f]+) /g, (_, code: string) =>
          String.fromCodePoint(Number.parseInt(code, 16)),
        );
        expect(read).toBe(name);
      }),
    );
  });
});

import { describe, expect, it } from "vitest";
import { csvLine } from "./csv";

describe("a table of acts", () => {
  it("quotes every field and doubles quotes within", () => {
    expect(csvLine(["41", 'Noa "N." Adler', "a\nb", ""])).toBe('"41","Noa ""N."" Adler","a\nb",""\r\n');
  });

  it("holds nothing that a spreadsheet would run", () => {
    for (const name of [
      '=HYPERLINK("//x")',
      "+1",
      "-1",
      "@SUM(A1)",
      "\t=1",
      "\r=1",
      "\n=1",
      "＝1",
      "＋1",
      "－1",
      "＠x",
    ]) {
      expect(csvLine([name])).toBe(`"'${name.replaceAll('"', '""')}"\r\n`);
    }
    expect(csvLine(["Hana = Weiss"])).toBe('"Hana = Weiss"\r\n');
  });
});

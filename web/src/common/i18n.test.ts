import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { nt, t, useCatalogue } from "./i18n";

/** The page's language is all that this module reads of a document. */
function pageIn(lang: string): void {
  vi.stubGlobal("document", { documentElement: { lang } });
}

describe("texts", () => {
  beforeEach(() => pageIn("en"));
  afterEach(() => {
    useCatalogue({});
    vi.unstubAllGlobals();
  });

  it("stay English where there is no translation, with their values filled in", () => {
    expect(t("Sent to {name}.", { name: "Hana" })).toBe("Sent to Hana.");
    expect(nt("{n} file", "{n} files", 1)).toBe("1 file");
    expect(nt("{n} file", "{n} files", 3)).toBe("3 files");
  });

  it("leave alone a placeholder that nobody fills", () => {
    expect(t("Sent to {name}.", {})).toBe("Sent to {name}.");
  });

  it("never take a value for a placeholder: what a person typed is text", () => {
    expect(t("{a} and {b}", { a: "{b}", b: "x" })).toBe("{b} and x");
    expect(t("{constructor}")).toBe("{constructor}");
    expect(t("constructor")).toBe("constructor");
  });

  it("come from the catalogue, in the plural form of the page's language", () => {
    pageIn("ar");
    useCatalogue({
      Send: "أرسل",
      "{n} file": {
        zero: "لا ملفات",
        one: "ملف واحد",
        two: "ملفان",
        few: "{n} ملفات",
        many: "{n} ملفًا",
        other: "{n} ملف",
      },
    });
    expect(t("Send")).toBe("أرسل");
    expect([0, 1, 2, 5, 11, 100].map((n) => nt("{n} file", "{n} files", n))).toEqual([
      "لا ملفات",
      "ملف واحد",
      "ملفان",
      "5 ملفات",
      "11 ملفًا",
      "100 ملف",
    ]);
  });

  it("have one form in Chinese, and two in Spanish and French, where millions have a category of their own", () => {
    pageIn("zh-hans");
    useCatalogue({ "{n} file": { other: "{n} 个文件" } });
    expect([0, 1, 2].map((n) => nt("{n} file", "{n} files", n))).toEqual(["0 个文件", "1 个文件", "2 个文件"]);
    useCatalogue({ "{n} file": { one: "{n} fichier", other: "{n} fichiers" } });
    const texts = (lang: string) => {
      pageIn(lang);
      return [0, 1, 2, 1_000_000].map((n) => nt("{n} file", "{n} files", n));
    };
    expect(texts("fr")).toEqual(["0 fichier", "1 fichier", "2 fichiers", "1\u202f000\u202f000 fichiers"]);
    expect(texts("es")).toEqual(["0 fichiers", "1 fichier", "2 fichiers", "1.000.000 fichiers"]);
  });
});

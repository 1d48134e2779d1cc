import { afterEach, expect, it, vi } from "vitest";
import { dayText, languageName, listed } from "./words";

afterEach(() => vi.unstubAllGlobals());

function pageIn(lang: string): void {
  vi.stubGlobal("document", { documentElement: { lang } });
}

it("lists things as the page's language does", () => {
  const said = ["en", "de", "fr", "zh-hans", "ar"].map((lang) => {
    pageIn(lang);
    return listed(["a", "b", "c"]);
  });
  expect(said).toEqual(["a, b and c", "a, b und c", "a, b et c", "a、b和c", "a وb وc"]);
});

it("writes days as the page's language does, and leaves alone what is none", () => {
  const said = ["en", "de", "es", "zh-hans"].map((lang) => {
    pageIn(lang);
    return dayText("2026-11-03");
  });
  expect(said).toEqual(["3 November 2026", "3. November 2026", "3 de noviembre de 2026", "2026年11月3日"]);
  expect(dayText("soon")).toBe("soon");
});

it("names languages in themselves", () => {
  expect(["en", "es", "fr", "de", "zh-hans", "ar", "!"].map(languageName)).toEqual([
    "English",
    "Español",
    "Français",
    "Deutsch",
    "简体中文",
    "العربية",
    "!",
  ]);
});

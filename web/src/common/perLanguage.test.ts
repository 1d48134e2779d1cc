import { afterEach, expect, it, vi } from "vitest";
import { nt, t, useCatalogue } from "./i18n";
import { perLanguage } from "./perLanguage";
import { dayText, listed } from "./words";

const KINDS = ["DateTimeFormat", "ListFormat", "NumberFormat", "PluralRules"] as const;

afterEach(() => {
  useCatalogue({});
  vi.unstubAllGlobals();
});

/** The real Intl, which counts what is made of it. */
function counted(): Map<string, number> {
  const made = new Map<string, number>();
  const counting = KINDS.map((kind) => {
    const construct = (Real: new (...given: object[]) => object, given: object[]) => {
      made.set(kind, (made.get(kind) ?? 0) + 1);
      return new Real(...given);
    };
    return [kind, { value: new Proxy(Intl[kind], { construct } as ProxyHandler<object>) }] as const;
  });
  vi.stubGlobal("Intl", Object.create(Intl, Object.fromEntries(counting)));
  return made;
}

it("gives for each language what was made for it first", () => {
  const numbers = perLanguage((language) => ({ language }));
  expect(numbers("de")).toBe(numbers("de"));
  expect([numbers("fr").language, numbers("de").language]).toEqual(["fr", "de"]);
});

it("lets a list of any length be written with one formatter of each kind for a language", () => {
  const made = counted();
  useCatalogue({ "{n} day": { one: "{n} day", other: "{n} days" } });
  for (const lang of ["it", "pt", "it"]) {
    vi.stubGlobal("document", { documentElement: { lang } });
    for (let n = 10; n < 30; n++) {
      expect(dayText(`2026-11-${n}`)).toContain(String(n));
      expect(listed(["a", String(n)])).toContain(String(n));
      expect(nt("{n} day", "{n} days", n)).toBe(`${n} days`);
      expect(t("{n} of {all}", { n, all: 30 })).toBe(`${n} of 30`);
    }
  }
  expect(Object.fromEntries(made)).toEqual(Object.fromEntries(KINDS.map((kind) => [kind, 2])));
});

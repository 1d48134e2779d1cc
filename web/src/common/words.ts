/** Lists, days and names of languages as the page's language writes them (CLDR, through Intl). */

import { perLanguage } from "./perLanguage";

const lists = perLanguage((language) => new Intl.ListFormat(localeOf(language), { type: "conjunction" }));
const days = perLanguage(
  (language) => new Intl.DateTimeFormat(localeOf(language), { dateStyle: "long", timeZone: "UTC" }),
);

export function pageLanguage(): string {
  return globalThis.document?.documentElement.lang || "en";
}

/** Several things as a sentence lists them: "a, b and c". */
export function listed(parts: Iterable<string>): string {
  return lists(pageLanguage()).format(parts);
}

/** A day (YYYY-MM-DD) as people write it: "22 November 2026"; anything else as it is. */
export function dayText(day: string): string {
  const time = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(time)) return day;
  return days(pageLanguage()).format(time);
}

/** A language's name for itself, as a list shows it: "Español"; its code where there is none. */
export function languageName(code: string): string {
  try {
    const name = new Intl.DisplayNames([code], { type: "language" }).of(code) ?? code;
    return name.charAt(0).toLocaleUpperCase(code) + name.slice(1);
  } catch {
    return code;
  }
}

/** English days are written as "3 November 2026": 11/3 is read differently on both sides of an ocean. */
export function localeOf(language: string): string {
  return language === "en" ? "en-GB" : language;
}

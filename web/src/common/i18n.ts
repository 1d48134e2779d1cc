/**
 * The client's texts in the language of the page. English is the source: a text that has no translation stays English.
 *
 * A catalogue is JSON: {"English text": "translation" | {"one": "form", …, "other": "form"}}; the forms of a plural go by
 * CLDR's categories, and those that are as "other" are left out.
 */

import { perLanguage } from "./perLanguage";

type Catalogue = Record<string, string | Record<string, string>>;
type Values = Record<string, string | number>;

const plurals = perLanguage((language) => new Intl.PluralRules(language));
const numbers = perLanguage((language) => new Intl.NumberFormat(language));

let catalogue: Catalogue = {};

/** Fetches texts of the page's language, beside those that it has: from `data-catalogue`, or what comes late ("": English). */
export async function loadCatalogue(address = addressInPage()): Promise<void> {
  if (address === "") return;
  const response = await fetch(address, { credentials: "omit" });
  if (response.ok) useCatalogue({ ...catalogue, ...((await response.json()) as Catalogue) });
}

/** Takes these texts; for tests, and for `loadCatalogue`. */
export function useCatalogue(texts: Catalogue): void {
  catalogue = texts;
}

/** `message` in the language of the page, with `{name}` replaced by `values.name`. */
export function t(message: string, values: Values = {}): string {
  const found = Object.hasOwn(catalogue, message) ? catalogue[message] : message;
  return filled((typeof found === "object" ? found["other"] : found) || message, values);
}

/** As `t`, in the form that goes with `n`, which is `{n}` in the text, written as the language writes numbers. */
export function nt(one: string, many: string, n: number, values: Values = {}): string {
  const forms = Object.hasOwn(catalogue, one) ? catalogue[one] : undefined;
  const text = typeof forms === "object" ? (forms[categoryOf(n)] ?? forms["other"]) : undefined;
  return filled(text ?? (n === 1 ? one : many), { n, ...values });
}

function categoryOf(n: number): Intl.LDMLPluralRule {
  return plurals(ownLanguage()).select(n);
}

/** Values in their places; a number as the page's language writes it. */
function filled(text: string, values: Values): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : whole;
    return typeof value === "number" ? numbers(ownLanguage()).format(value) : String(value);
  });
}

function ownLanguage(): string {
  return globalThis.document?.documentElement.lang || "en";
}

function addressInPage(): string {
  return document.querySelector<HTMLElement>("[data-catalogue]")?.dataset.catalogue ?? "";
}

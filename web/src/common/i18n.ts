/**
 * The client's texts in the language of the page. English is the source: a text that has no translation stays English.
 *
 * A catalogue is JSON: {"English text": "translation" | ["form for one", …]}; the forms of a plural stand in the order
 * zero, one, two, few, many, other, those that the language has.
 */

type Catalogue = Record<string, string | string[]>;
type Values = Record<string, string | number>;

const ORDER = ["zero", "one", "two", "few", "many", "other"] as const;
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
  return filled((Array.isArray(found) ? found[0] : found) || message, values);
}

/** As `t`, in the form that goes with `n`, which is `{n}` in the text. */
export function nt(one: string, many: string, n: number, values: Values = {}): string {
  const forms = Object.hasOwn(catalogue, one) ? catalogue[one] : undefined;
  const text = Array.isArray(forms) && forms.length > 0 ? formFor(forms, n) : n === 1 ? one : many;
  return filled(text, { n, ...values });
}

function formFor(forms: readonly string[], n: number): string {
  const rules = new Intl.PluralRules(document.documentElement.lang || "en");
  const has = rules.resolvedOptions().pluralCategories as readonly string[];
  const at = ORDER.filter((category) => has.includes(category)).indexOf(rules.select(n));
  return forms[at] ?? (forms.at(-1) as string);
}

function filled(text: string, values: Values): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(values, name) ? String(values[name]) : whole,
  );
}

function addressInPage(): string {
  return document.querySelector<HTMLElement>("[data-catalogue]")?.dataset.catalogue ?? "";
}

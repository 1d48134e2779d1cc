/** What differs between two versions, in words. */
import { inLanguage, type Text } from "../common/definition";
import { t } from "../common/i18n";
import { placeText } from "./places";
import { pathOf } from "./tree";
import type { Change, Language } from "./wire";

/** A change as it is shown: where, what was done, and the words that came and went. */
export interface Told {
  /** The place, where `what` does not say it already. */
  readonly where: string;
  readonly what: string;
  readonly pieces: Change["pieces"];
  /** The language of the words, where they have one. */
  readonly language: string | null;
}

export function told(change: Change, languages: readonly Language[], pageLanguage: string): Told {
  const place = placeText(change.place, languages);
  const last = pathOf(change.place).at(-1);
  const language = languages.find((one) => one.code === last)?.code ?? null;
  const name = inLanguage(change.about ?? undefined, pageLanguage);
  const [thing, where] = name === "" ? [place, ""] : [`“${name}”`, place];
  if (change.kind === "moved") {
    const positions = { from: Number(change.old) + 1, to: Number(change.new) + 1 };
    return { where, what: t("{thing} moved from {from} to {to}", { thing, ...positions }), pieces: [], language };
  }
  const pieces = change.pieces.length > 0 ? change.pieces : values(change, pageLanguage);
  return { where, what: sentence(change, thing), pieces, language };
}

function sentence(change: Change, thing: string): string {
  if (change.kind === "added") return t("Added: {thing}", { thing });
  if (change.kind === "removed") return t("Removed: {thing}", { thing });
  return t("Changed: {thing}", { thing });
}

/** What stood there and what stands there, as far as it can be said in a line each. */
function values(change: Change, language: string): Change["pieces"] {
  const [old, now] = [valueText(change.old, language), valueText(change.new, language)];
  return [
    ...(old === "" ? [] : [{ kind: "removed", text: old } as const]),
    ...(now === "" ? [] : [{ kind: "added", text: now } as const]),
  ];
}

/** A value in a line: a text in the page's language, a thing by its names, a list by its parts. */
export function valueText(value: unknown, language: string): string {
  if (value === null || value === undefined) return "";
  if (value === true) return t("yes");
  if (value === false) return t("no");
  if (typeof value !== "object") return String(value);
  if (Array.isArray(value)) return value.map((one) => valueText(one, language)).join(", ");
  if ("en" in value && typeof value.en === "string") return inLanguage(value as Text, language);
  const named = Object.values(value).find((one) => typeof one === "object" && one !== null && "en" in one);
  return named === undefined ? "" : valueText(named, language);
}

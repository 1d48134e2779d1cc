/** Texts in several languages: written in one, looked up in all. */
import { isTree, type Json, type Path, placeOf, type Tree } from "./tree";

/** The language that every page falls back to. */
export const SOURCE = "en";
const CODE = /^[a-z]{2,3}(-[a-z0-9]{2,8})*$/;

/** Whether a value is a text by language that is written in at least one. */
export function isText(value: Json | undefined): value is Tree & { readonly [language: string]: string } {
  if (!isTree(value)) return false;
  const entries = Object.entries(value);
  return SOURCE in value && entries.every(([name, words]) => CODE.test(name) && typeof words === "string");
}

/** The text with these words in one language. A language without words is left out, English stays as a blank. */
export function written(text: Json | undefined, language: string, words: string): Tree {
  const old = isTree(text) ? text : {};
  const { [language]: _gone, ...others } = old;
  if (words.trim() === "" && language !== SOURCE) return { [SOURCE]: "", ...others };
  return { [SOURCE]: "", ...old, [language]: words };
}

/** Whether a text says nothing in any language. */
export function isBlank(text: Json | undefined): boolean {
  return !isTree(text) || Object.values(text).every((words) => typeof words !== "string" || words.trim() === "");
}

/** The places of texts that a language lacks, in the order of the definition. */
export function lacking(value: Json, language: string, path: Path = []): string[] {
  if (isText(value)) return (value[language] ?? "").trim() === "" ? [placeOf(path)] : [];
  if (Array.isArray(value)) return value.flatMap((inner: Json, number) => lacking(inner, language, [...path, number]));
  if (!isTree(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) => lacking(inner, language, [...path, name]));
}

/** What each translation was made of: language → translation → English texts. */
export type Sources = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

/** Of every translation of a body as it was loaded: the English text beside it, or what the server knows of `older` ones. */
export function sourcesOf(body: Json, older: Sources): Sources {
  const made: Record<string, Record<string, readonly string[]>> = {};
  for (const text of textsIn(body)) {
    for (const [language, words] of Object.entries(text)) {
      const known = older[language] ?? {};
      const beside = Object.hasOwn(known, words) ? known[words] : undefined;
      made[language] = { ...made[language], [words]: beside ?? [text[SOURCE] ?? ""] };
    }
  }
  return made;
}

/** Whether the English text is another than those that this translation was made of. */
export function isOlder(text: Json | undefined, language: string, sources: Sources): boolean {
  if (!isText(text) || language === SOURCE) return false;
  const words = text[language] ?? "";
  const made = sources[language] ?? {};
  return words.trim() !== "" && Object.hasOwn(made, words) && !made[words]?.includes(text[SOURCE] ?? "");
}

/** The same sources, and that this translation fits its English text. */
export function fitting(text: Json | undefined, language: string, sources: Sources): Sources {
  if (!isText(text)) return sources;
  const made = sources[language] ?? {};
  const words = text[language] ?? "";
  return { ...sources, [language]: { ...made, [words]: [...(made[words] ?? []), text[SOURCE] ?? ""] } };
}

/** The places of texts that are older than their English ones, in the order of the definition. */
export function older(value: Json, language: string, sources: Sources, path: Path = []): string[] {
  if (isText(value)) return isOlder(value, language, sources) ? [placeOf(path)] : [];
  const within: [string | number, Json][] = Array.isArray(value)
    ? value.map((inner: Json, number) => [number, inner])
    : isTree(value)
      ? Object.entries(value)
      : [];
  return within.flatMap(([name, inner]) => older(inner, language, sources, [...path, name]));
}

function textsIn(value: Json): (Tree & { readonly [language: string]: string })[] {
  if (isText(value)) return [value];
  const within: Json[] = Array.isArray(value) ? value : isTree(value) ? Object.values(value) : [];
  return within.flatMap(textsIn);
}

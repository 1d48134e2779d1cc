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

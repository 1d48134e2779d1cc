/**
 * Whether a text speaks of what somebody is instead of what somebody did: nationality, ethnicity, religion, politics,
 * health, union membership. A short list of words per language, looked through in the browser; nothing is sent, nothing
 * is stopped. It misses much and is wrong at times ("church street"): it asks a person to read once more.
 */
import words from "./traits.json";

export type Trait = "nationality" | "ethnicity" | "religion" | "politics" | "health" | "union";

/** A word of the text (in lower case) and the trait that it may name. */
export interface FoundTrait {
  readonly trait: Trait;
  readonly word: string;
}

type List = Readonly<Record<Trait, readonly string[]>>;
const LISTS: Readonly<Record<string, List>> = words;
/** Languages written without spaces between words: a word of their lists is looked for anywhere in the text. */
const UNSPACED: ReadonlySet<string> = new Set(["zh-hans"]);
const WORD = /[\p{L}\p{M}\p{N}]+(?:[-’'][\p{L}\p{M}\p{N}]+)*/gu;
/** Vowel marks and the lengthening stroke, which Arabic may be written with or without. */
const MARKS = /[\u064b-\u065f\u0670\u0640]/gu;
/** And, so; in, as, for; the: what Arabic writes in one word with the next. */
const JOINED = /^(?:[وف])?(?:[بكل])?(?:ال|لل)?/u;
/** The, of, that: what French writes with an apostrophe in one word with the next. */
const ELIDED = /^(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu)'/u;

/** What a text in this language (of the page: "en", "zh-hans") may say of traits, each word once; else nothing. */
export function traitsIn(text: string, language: string): FoundTrait[] {
  const list = Object.hasOwn(LISTS, language) ? (LISTS[language] as List) : (LISTS["en"] as List);
  const plain = text.normalize("NFC").toLowerCase().replace(MARKS, "");
  const wordsOf = UNSPACED.has(language) ? anywhere(plain) : inWords(plain);
  const found = (Object.entries(list) as [Trait, readonly string[]][]).flatMap(([trait, entries]) =>
    entries.flatMap((entry) => wordsOf(entry).map((word): FoundTrait => ({ trait, word }))),
  );
  return [...new Map(found.map((one) => [`${one.trait} ${one.word}`, one])).values()];
}

/** As `traitsIn`, of a text that was typed on a page in this language: in that, or in English. */
export function traitsOnPage(text: string, language: string): FoundTrait[] {
  const found = [...new Set([language, "en"])].flatMap((one) => traitsIn(text, one));
  return [...new Map(found.map((one) => [one.word, one])).values()];
}

/** Which words of the text an entry of a list names. */
function inWords(text: string): (entry: string) => string[] {
  const tokens = text.match(WORD) ?? [];
  const forms = tokens.map(formsOf);
  return (entry) => {
    const parts = entry.split(" ");
    return tokens.flatMap((_, at) => {
      const fits = parts.every((part, i) => forms[at + i]?.some((form) => matches(form, part)));
      return fits ? [tokens.slice(at, at + parts.length).join(" ")] : [];
    });
  };
}

function anywhere(text: string): (entry: string) => string[] {
  return (entry) => (text.includes(entry) ? [entry] : []);
}

/** `part`: a whole word, or with a star the beginning of one. */
function matches(form: string, part: string): boolean {
  return part.endsWith("*") ? form.startsWith(part.slice(0, -1)) : form === part;
}

/** The token, and as Arabic and French would have it without what is joined to its front. */
function formsOf(token: string): string[] {
  const straight = token.replaceAll("’", "'");
  const elided = ELIDED.exec(straight)?.[0] ?? "";
  const joined = JOINED.exec(token)?.[0] ?? "";
  const fronts = [...(elided === "" ? [] : [elided]), ...prefixes(joined)];
  return [straight, ...fronts.map((front) => straight.slice(front.length))];
}

function prefixes(joined: string): string[] {
  return Array.from({ length: joined.length }, (_, at) => joined.slice(0, at + 1));
}

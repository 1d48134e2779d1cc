/** Searching in opened words, in this browser only: the server never learns what is looked for. Pure. */

/** Letters that no decomposition takes apart. */
const PLAIN: Readonly<Record<string, string>> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  ł: "l",
  đ: "d",
  ð: "d",
  þ: "th",
  ı: "i",
  ς: "σ",
};
/** Marks on letters (accents, Arabic and Hebrew vowels), signs that direct or join, and the Arabic tatweel. */
const UNSEEN = /[\p{M}\p{Cf}\u0640]/gu;

/** Small letters without marks, so that "Lüge" is found by "luge", and "مُراسلة" by "مراسلة". The same in every locale. */
export function folded(text: string): string {
  return text
    .normalize("NFKD")
    .replace(UNSEEN, "")
    .toLowerCase()
    .replace(/[ßæœøłđðþıς]/g, (letter) => PLAIN[letter] ?? letter);
}

/** The words that were typed, folded. */
export function wordsOf(typed: string): string[] {
  return folded(typed).split(/\s+/u).filter(Boolean);
}

/** Whether a folded text holds each of these words, anywhere: scripts without spaces have no other beginning of words. */
export function holdsAll(text: string, words: readonly string[]): boolean {
  return words.every((word) => text.includes(word));
}

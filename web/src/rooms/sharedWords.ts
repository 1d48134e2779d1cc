/** Whether a text repeats what somebody else wrote: a run of words that stands in both. Pure; nothing of it is sent. */

/** So many words in a row tell who wrote them, to somebody who knows how they speak. */
export const LONGEST_RUN = 8;

/** A word, or one character of a script that puts no spaces between words. */
const WORD = /\p{Script=Han}|(?:(?!\p{Script=Han})[\p{L}\p{M}\p{N}])+/gu;

/** The first run of `LONGEST_RUN` words or more that stands in `text` and in one of `others`; null where there is none. */
export function sharedRun(text: string, others: readonly string[]): string | null {
  const known = new Set(others.flatMap((other) => runsOf(wordsOf(other))));
  const words = wordsOf(text);
  const starts = runsOf(words).map((run) => known.has(run));
  const first = starts.indexOf(true);
  if (first < 0) return null;
  const last = starts.indexOf(false, first);
  return words.slice(first, (last < 0 ? starts.length : last) + LONGEST_RUN - 1).join(" ");
}

function wordsOf(text: string): string[] {
  return text.normalize("NFC").toLowerCase().match(WORD) ?? [];
}

function runsOf(words: readonly string[]): string[] {
  return words.slice(LONGEST_RUN - 1).map((_, at) => words.slice(at, at + LONGEST_RUN).join(" "));
}

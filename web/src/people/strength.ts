/** How hard a passphrase is to guess (zxcvbn). Loaded late, in the worker: its word lists are large. */
import { ZxcvbnFactory } from "@zxcvbn-ts/core";
import * as common from "@zxcvbn-ts/language-common";
import * as english from "@zxcvbn-ts/language-en";
import { DeskError } from "./errors";

/**
 * The fewest guesses (log₁₀) that a passphrase must take. Each guess costs a thief of the server about a second of one
 * processor and 256 MiB (scrypt): 10¹² are 30,000 years of one, a year of 30,000. Six drawn words take 10²⁰.
 */
const FLOOR = 12;
const GOOD = 15;
/** Beyond this zxcvbn reads no further. */
const LONGEST = 256;

/** refused: below the floor · fair · good; `guesses` is log₁₀ of how many it takes. */
export interface Strength {
  readonly level: "refused" | "fair" | "good";
  readonly guesses: number;
}

/** Shorter ones stand in too many others. */
const isWord = (text: string): boolean => text.length > 2;

const zxcvbn = new ZxcvbnFactory({
  dictionary: { ...common.dictionary, ...english.dictionary },
  graphs: common.adjacencyGraphs,
});

/** `known` are words that others would try first: names, address, organisation. */
export function assess(passphrase: string, known: readonly string[]): Strength {
  const words = [...known, "vouchsafe"].flatMap((text) => text.toLowerCase().split(/[^\p{L}\p{N}]+/u)).filter(isWord);
  const typed = passphrase.slice(0, LONGEST).toLowerCase();
  // Words that others try first count for nothing: also what is left without them must be hard to guess.
  const left = words.reduce((text, word) => text.replaceAll(word, ""), typed);
  const counted = [passphrase.slice(0, LONGEST), left].map((text) => zxcvbn.check(text, words).guessesLog10);
  const guesses = Math.min(...counted);
  return { level: guesses < FLOOR ? "refused" : guesses < GOOD ? "fair" : "good", guesses };
}

/** Throws DeskError "desk/weak-passphrase" for one below the floor. */
export function demandStrength(passphrase: string, known: readonly string[]): void {
  if (assess(passphrase, known).level === "refused") {
    throw new DeskError("desk/weak-passphrase", "This passphrase is too easy to guess.");
  }
}

/** A receipt as text: symbols of Crockford's base32 in groups of four, read in every way that a person writes them. */
import { SEPARATORS } from "./separators";

const GROUP = 4;
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LOOK_ALIKES: Readonly<Record<string, string>> = { O: "0", I: "1", L: "1" };

/** The symbols (0 to 31) of a typed text, of any length; -1 for what no receipt holds. */
export function symbolsIn(text: string): number[] {
  return [...text.replace(SEPARATORS, "")].map((typed) => {
    const upper = /[a-z]/.test(typed) ? typed.toUpperCase() : typed;
    return ALPHABET.indexOf(LOOK_ALIKES[upper] ?? upper);
  });
}

/** Symbols (0 to 31) as text: groups of four, joined by dashes. */
export function spell(symbols: readonly number[]): string {
  const text = symbols.map((symbol) => ALPHABET[symbol]).join("");
  return (text.match(new RegExp(`.{1,${GROUP}}`, "g")) ?? []).join("-");
}

/** The number of the group, from 1, in which the symbol at `place`, from 0, stands. */
export function groupOf(place: number): number {
  return Math.floor(place / GROUP) + 1;
}

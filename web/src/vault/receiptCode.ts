/**
 * The Reed–Solomon code [28, 24] over GF(32) that guards a receipt (protocol §6).
 *
 * Symbols are numbers 0 to 31. The field is GF(2)[x] / (x⁵ + x² + 1) with α = 2; the generator polynomial has the
 * roots α¹ to α⁴. Its distance is 5: one wrong symbol is located, and two or three are never taken for none or one.
 */

const DATA_SYMBOLS = 24;
const CHECK_SYMBOLS = 4;
/** Length of a code word in symbols. */
export const CODE_SYMBOLS = DATA_SYMBOLS + CHECK_SYMBOLS;

/** The generator x⁴ + 30x³ + 6x² + 9x + 17 without its leading 1, highest power first (protocol §6). */
const GENERATOR = [30, 6, 9, 17] as const;

/** EXP[i] = αⁱ for i from 0 to 30, LOG its inverse (LOG[0] is never read). */
const EXP: number[] = [];
const LOG: number[] = new Array(32).fill(0);
for (let power = 0, value = 1; power < 31; power++) {
  EXP.push(value);
  LOG[value] = power;
  value <<= 1;
  if (value & 32) value ^= 0b100101;
}

function power(exponent: number): number {
  return EXP[((exponent % 31) + 31) % 31] as number;
}

function log(symbol: number): number {
  return LOG[symbol] as number;
}

function multiply(a: number, b: number): number {
  return a === 0 || b === 0 ? 0 : power(log(a) + log(b));
}

/** The four check symbols of 24 data symbols: the remainder of data·x⁴ divided by the generator (protocol §6). */
export function checkSymbols(data: readonly number[]): number[] {
  let remainder = [0, 0, 0, 0];
  for (const symbol of data) {
    const feedback = symbol ^ (remainder[0] as number);
    const shifted = [...remainder.slice(1), 0];
    remainder = shifted.map((value, i) => value ^ multiply(feedback, GENERATOR[i] as number));
  }
  return remainder;
}

/** The word's value at α¹ to α⁴; all zero if and only if the 28 symbols are a code word. */
function syndromes(word: readonly number[]): [number, number, number, number] {
  const at = (root: number) => word.reduce((sum, symbol) => multiply(sum, root) ^ symbol, 0);
  return [at(power(1)), at(power(2)), at(power(3)), at(power(4))];
}

/** What is to be said of 28 symbols: intact, one symbol wrong (and which word was meant), or worse. */
export type Verdict = { state: "intact" } | { state: "mendable"; mended: number[] } | { state: "wrong" };

/**
 * Judge 28 symbols (protocol §6). Never throws. A mended word is a suggestion: the caller asks the person first.
 *
 * An error of value e at power p gives the syndromes e·α^p, e·α^2p, e·α^3p, e·α^4p: each is the one before times α^p.
 */
export function judge(word: readonly number[]): Verdict {
  const [s1, s2, s3, s4] = syndromes(word);
  if ((s1 | s2 | s3 | s4) === 0) return { state: "intact" };
  if (s1 === 0 || s2 === 0 || s3 === 0 || s4 === 0) return { state: "wrong" };
  const locator = power(log(s2) - log(s1));
  const geometric = multiply(s2, locator) === s3 && multiply(s3, locator) === s4;
  const place = CODE_SYMBOLS - 1 - log(locator);
  if (!geometric || place < 0) return { state: "wrong" };
  const error = power(log(s1) - log(locator));
  return { state: "mendable", mended: word.map((symbol, i) => (i === place ? symbol ^ error : symbol)) };
}

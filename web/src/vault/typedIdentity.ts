/**
 * An identity as somebody types it from a recovery sheet: forgiving in form, and exact about where it is wrong.
 *
 * The sheet shows `AGE-SECRET-KEY-PQ-1` and then 58 letters and digits in groups of four. Spaces, line breaks, dashes
 * and small letters do not matter; the beginning that all keys share may be left out. Nothing is mended silently.
 */
import { bech32 } from "@scure/base";
import { Malformed } from "./errors";
import { Identity } from "./hybrid";

/** How many letters and digits follow the beginning: 32 bytes, five bits each, and a checksum of six. */
export const TYPED_SYMBOLS = 58;
const GROUP = 4;
const PREFIX = "age-secret-key-pq-";
const BEGINNING = "agesecretkeypq1";
const ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
/** What no key holds, and what the sheet shows there most likely. */
const LOOK_ALIKES: Readonly<Record<string, string>> = { o: "0", i: "l", "1": "l", b: "8" };
const BETWEEN = /[\s\-\u00ad\u200b-\u200f\u2010-\u2015\u2060\ufeff]/g;

/**
 * What was typed is no key. `code`: "typed/character" (one that no key holds, `shown`, and what it may be, `meant` or ""),
 * "typed/length" (`count` of 58) or "typed/mistyped"; `group` and `letter` count from 1, and are 0 where there is no
 * single place.
 */
export class MistypedIdentity extends Malformed {
  readonly group: number;
  readonly letter: number;

  constructor(
    code: string,
    place: number | null,
    readonly count: number,
    readonly shown = "",
    readonly meant = "",
  ) {
    super("This is not the key of a recovery sheet.", code);
    this.group = place === null ? 0 : Math.floor(place / GROUP) + 1;
    this.letter = place === null ? 0 : (place % GROUP) + 1;
  }
}

/** The identity that was typed. @throws MistypedIdentity. */
export function parseTypedIdentity(text: string): Identity {
  const typed = text.replace(BETWEEN, "").toLowerCase();
  const symbols = typed.startsWith(BEGINNING) ? typed.slice(BEGINNING.length) : typed;
  const letters = [...symbols];
  const foreign = letters.findIndex((letter) => !ALPHABET.includes(letter));
  if (foreign >= 0) {
    const shown = letters[foreign] as string;
    const meant = LOOK_ALIKES[shown] ?? "";
    throw new MistypedIdentity("typed/character", foreign, letters.length, shown.toUpperCase(), meant.toUpperCase());
  }
  if (letters.length !== TYPED_SYMBOLS) throw new MistypedIdentity("typed/length", null, letters.length);
  if (!isChecked(symbols)) throw new MistypedIdentity("typed/mistyped", onlyPlace(symbols), letters.length);
  return Identity.parse(`${PREFIX}1${symbols}`.toUpperCase());
}

/** The one place where another letter would make a key, or null: with fewer than five wrong, the code has no other. */
function onlyPlace(symbols: string): number | null {
  for (let place = 0; place < TYPED_SYMBOLS; place++) {
    for (const other of ALPHABET) {
      if (isChecked(symbols.slice(0, place) + other + symbols.slice(place + 1))) return place;
    }
  }
  return null;
}

function isChecked(symbols: string): boolean {
  return bech32.decodeUnsafe(`${PREFIX}1${symbols}`, false) !== undefined;
}

/**
 * A hash as words that a person can compare with a poster (protocol §2).
 *
 * The words are the BIP39 English list, which is loaded only when first needed.
 */
import { Malformed } from "./errors";
import { SEPARATORS } from "./separators";

/** Words shown for one hash: 12 × 11 = 132 bits. */
export const WORD_COUNT = 12;
const BITS_PER_WORD = 11n;

async function wordList(): Promise<readonly string[]> {
  const { wordlist } = await import("@scure/bip39/wordlists/english.js");
  return wordlist;
}

/**
 * The first 132 bits of a SHA-256 (32 bytes), most significant first, as 12 words of the BIP39 English list.
 * @throws Malformed when `hash` is not 32 bytes.
 */
export async function hashWords(hash: Uint8Array): Promise<string[]> {
  if (hash.length !== 32) throw new Malformed("A fingerprint must have 32 bytes.");
  const list = await wordList();
  const bits = hash.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  return Array.from({ length: WORD_COUNT }, (_, i) => {
    const index = (bits >> (256n - BITS_PER_WORD * BigInt(i + 1))) & 0x7ffn;
    return list[Number(index)] as string;
  });
}

/**
 * The 12 words of a text that a person typed: any case, parted by separators.
 * @throws Malformed when there are not exactly 12, or one is not in the list.
 */
export async function parseWords(text: string): Promise<string[]> {
  const list = await wordList();
  const words = text.toLowerCase().split(SEPARATORS).filter(Boolean);
  if (words.length !== WORD_COUNT) throw new Malformed(`Twelve words are needed, here are ${words.length}.`);
  const unknown = words.find((word) => !list.includes(word));
  if (unknown !== undefined) throw new Malformed(`“${unknown}” is not in the word list: check its spelling.`);
  return words;
}

/** Whether `words` are those of `hash` (32 bytes). False for any other words; never throws for them. */
export async function wordsMatch(words: readonly string[], hash: Uint8Array): Promise<boolean> {
  const expected = await hashWords(hash);
  return words.length === expected.length && expected.every((word, i) => word === words[i]);
}

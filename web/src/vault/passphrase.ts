/** Passphrases that we propose: six words of the BIP39 English list, 66 bits (protocol §1). */
import { wordlist } from "@scure/bip39/wordlists/english.js";
import { type RandomSource, randomBytes } from "./bytes";

const WORDS = 6;

/** Six words, each of 2,048 with the same chance, joined by hyphens. */
export function generatePassphrase(random: RandomSource = randomBytes): string {
  const bits = random(2 * WORDS);
  const words = Array.from({ length: WORDS }, (_, at) => {
    const sixteen = ((bits[2 * at] as number) << 8) | (bits[2 * at + 1] as number);
    return wordlist[sixteen % wordlist.length];
  });
  return words.join("-");
}

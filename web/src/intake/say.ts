/** Tells whoever does not see the page what changed on it, without moving them. */

import { find } from "../common/dom";

export function say(sentence: string): void {
  find("#told").textContent = sentence;
}

/** Chance that nobody can guess. A disguise drawn from a short seed could be found by trying every seed. */

import type { Random } from "./disguise";

const AT_ONCE = 16_384;

/** Numbers from the browser's cryptographic generator, 32 bits each. */
export function secureRandom(): Random {
  const drawn = new Uint32Array(AT_ONCE);
  let next = AT_ONCE;
  return () => {
    if (next === AT_ONCE) {
      crypto.getRandomValues(drawn);
      next = 0;
    }
    const value = drawn[next] as number;
    next += 1;
    return value / 2 ** 32;
  };
}

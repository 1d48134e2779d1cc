/** Trying again after a lost answer, with the very same request. */

import { ApiError } from "../common/api";

export const DELAYS: readonly number[] = [1000, 3000, 8000, 20_000];

/**
 * Runs `request` until it is answered: again after each delay (milliseconds) while its failure may pass.
 * `again` is told the number of the try that comes. Raises what the last try raised.
 */
export async function patiently<T>(
  request: () => Promise<T>,
  again: (attempt: number) => void,
  delays: readonly number[] = DELAYS,
): Promise<T> {
  for (const [number, delay] of delays.entries()) {
    try {
      return await request();
    } catch (error) {
      if (!(error instanceof ApiError) || !error.passing) throw error;
    }
    again(number + 2);
    await new Promise((resolve) => setTimeout(resolve, delay));
  }
  return request();
}

/** Today in UTC, as every sealed body says it: a day, no time, no zone. */
export function today(): string {
  return new Date().toISOString().slice(0, 10);
}

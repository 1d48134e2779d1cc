/** When an unlocked key locks by itself. */

/** Half an hour without a key stroke, a click or a scroll in any tab of the desk. */
export const IDLE_MILLISECONDS = 30 * 60 * 1000;
/** How often activity is written down and looked at. */
export const WATCH_MILLISECONDS = 20 * 1000;

/** Whether a key touched at `touched` must be locked at `now` (both milliseconds). A clock set back locks too. */
export function hasExpired(touched: number, now: number): boolean {
  return now < touched || now - touched >= IDLE_MILLISECONDS;
}

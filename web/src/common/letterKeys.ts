/**
 * Whether keys of one letter do something in lists and in the viewer (WCAG 2.1.4): who speaks to their computer, or
 * whose hand slips, switches them off. Kept in this browser alone; it says nothing of anybody.
 */
const OFF = "vouchsafe-letter-keys-off";

export function letterKeysAreOn(): boolean {
  return localStorage.getItem(OFF) === null;
}

export function switchLetterKeys(on: boolean): void {
  if (on) localStorage.removeItem(OFF);
  else localStorage.setItem(OFF, "");
}

/**
 * What was typed goes along to the same page in another language, in this tab and at once; the server sees none of it.
 *
 * 1. The other page is fetched first: nothing is left behind for a page that does not come.
 * 2. It is sealed under a key of its own (sealedAway.ts), bound to the page that it is for, and goes in the window's
 *    name: in memory, for this tab and this origin, never in the address, never written to a store.
 * 3. The page that comes takes it, clears the name and deletes the key before it does anything else.
 */

import { fill, find, make } from "../common/dom";
import { t } from "../common/i18n";
import { onLeaving } from "./leave";
import { MARK } from "./otherLanguage";
import { forgetKey, open, seal } from "./sealedAway";

const KEY = "vouchsafe-carried";

/** Goes to `address` with `snapshot` (any JSON); `going` is called when nothing can be lost any more. */
export async function carry(address: string, snapshot: unknown, going: () => void): Promise<void> {
  try {
    const answer = await fetch(address, { credentials: "omit" });
    if (!answer.ok) throw new Error("The other page does not come.");
    window.name = MARK + (await seal(KEY, placeOf(address), snapshot));
  } catch {
    await drop();
    tell(t("The other language did not come. What you typed is still here. Try again in a moment."));
    return;
  }
  onLeaving(() => {
    window.name = "";
  });
  going();
  location.assign(address);
}

/** What was carried to this page, or null. It is there once. */
export async function unpack(): Promise<unknown> {
  const sealed = window.name.slice(MARK.length);
  window.name = "";
  const snapshot = await open(KEY, placeOf(location.href), sealed);
  await drop();
  return snapshot;
}

async function drop(): Promise<void> {
  window.name = "";
  await forgetKey(KEY).catch(() => undefined); // it opens nothing now
}

function placeOf(address: string): string {
  return new URL(address).pathname;
}

export function tell(sentence: string, more?: HTMLElement): void {
  const alert = find("#alert");
  fill(alert, make("div", { class: "notice notice--caution" }, make("p", {}, sentence), more));
  alert.scrollIntoView({ block: "center" });
}

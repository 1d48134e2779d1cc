/** What a page that holds the only copy does when it is left, and how it is cleared. */

import { onLeaving } from "./leave";

/**
 * Asks before the page is left while `unsaved()`; a page that comes back from the browser's memory starts anew. Who
 * leaves quickly is not asked: `end` drops what the page holds.
 */
export function guardLeaving(unsaved: () => boolean, end: () => void): void {
  let quickly = false;
  onLeaving(() => {
    quickly = true;
    end();
  });
  addEventListener("beforeunload", (event) => {
    if (!quickly && unsaved()) event.preventDefault();
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
}

/** Goes to `address` so that Back does not return to this page. Everything it held is gone with it. */
export function clearPage(address: string): void {
  for (const form of document.forms) form.reset();
  location.replace(address);
}

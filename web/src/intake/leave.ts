/** "Leave quickly", on every page of the report door: works as a link by itself; the script clears the page first. */

import { ThreePresses } from "./threePresses";

const LEAVING = "vouchsafe:leaving";

/** Calls `listener` when the page is left quickly, before anything else happens: to forget, and to end workers. */
export function onLeaving(listener: () => void): void {
  addEventListener(LEAVING, listener);
}

function bind(link: HTMLAnchorElement): void {
  const presses = new ThreePresses();
  link.addEventListener("click", (event) => {
    event.preventDefault();
    leave(link.href);
  });
  addEventListener("keydown", (event) => presses.down(event));
  addEventListener("keyup", (event) => presses.up(event) && leave(link.href));
  addEventListener("pointerdown", () => presses.forget());
}

/**
 * 1. Whoever holds something is told to drop it. 2. Forms are emptied, then the page is blank. 3. The neutral page takes
 * this page's place in the history, so that Back does not lead to it; if the browser kept it, it comes back empty.
 */
function leave(address: string): void {
  dispatchEvent(new Event(LEAVING));
  for (const form of document.forms) form.reset();
  document.body.replaceChildren();
  document.title = "–";
  addEventListener("pageshow", () => location.reload());
  location.replace(address);
}

const link = document.querySelector<HTMLAnchorElement>("a[data-leave]");
if (link) bind(link);

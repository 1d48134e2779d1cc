/** The receipt on the page: shown once, as seven groups. It never enters address, history, title or storage. */

import { fill, find, make } from "../common/dom";
import { t } from "../common/i18n";

/** Shows `receipt` (seven groups of four) and makes copying and printing work. */
export function showTicket(root: HTMLElement, receipt: string): void {
  showCode(find("[data-receipt]", root), receipt);
  const told = find("[data-copied]", root);
  find("[data-copy]", root).addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(receipt);
      told.textContent = t("Copied. Paste it where you keep it, then copy something else.");
    } catch {
      told.textContent = t("This browser did not let it be copied. Write it down, or select it.");
    }
  });
  find("[data-print]", root).addEventListener("click", () => print());
}

/** A receipt's text in groups that wrap whole. The dashes stay for whoever selects it. */
export function showCode(element: HTMLElement, receipt: string): void {
  const groups = receipt.split("-");
  fill(element, ...groups.map((group, at) => make("span", {}, at < groups.length - 1 ? `${group}-` : group)));
}

/** A receipt's text on a page: seven groups that wrap whole, and that a screen reader spells symbol by symbol. */

import { fill, make } from "../common/dom";
import { t } from "../common/i18n";

/** Fills `element` with the receipt. Its text is the receipt, dashes and all, for whoever selects it. */
export function showCode(element: HTMLElement, receipt: string): void {
  const groups = receipt.split("-");
  element.setAttribute("role", "list");
  element.setAttribute("aria-label", t("Receipt, in groups of four"));
  fill(
    element,
    ...groups.map((group, at) => {
      const spelt = make("span", { role: "img", "aria-label": [...group].join(" ") }, group);
      return make("span", { role: "listitem" }, spelt, at < groups.length - 1 && "-");
    }),
  );
}

/** A new element that shows it. */
export function codeElement(receipt: string): HTMLElement {
  const element = make("p", { class: "ticket__code", translate: "no", lang: "en" });
  showCode(element, receipt);
  return element;
}

/** The receipt on the page: shown once, to be kept. It never enters address, history, title or storage. */

import { fill, find } from "../common/dom";
import { t } from "../common/i18n";
import { showCode } from "./code";
import { Practice } from "./practice";
import { drawQr } from "./qr";

/**
 * The ticket, the practised return beside it, and the button that waits until the receipt is kept: until it was typed
 * once, or until its owner says that they have kept it.
 */
export class Ticket {
  private receipt = "";
  private readonly practice: Practice;
  private readonly kept: HTMLInputElement;

  constructor(
    private readonly root: HTMLElement,
    private readonly onward: HTMLButtonElement,
  ) {
    this.kept = find<HTMLInputElement>("[data-kept]", root);
    this.kept.addEventListener("change", () => this.judge());
    this.practice = new Practice(find("[data-practice]", root), () => this.judge());
    find("[data-copy]", root).addEventListener("click", () => this.copy());
    find("[data-print]", root).addEventListener("click", () => printAs(t("Card")));
    const code = find<HTMLButtonElement>("[data-qr-toggle]", root);
    code.addEventListener("click", () => this.toggle(code));
    const address = find<HTMLInputElement>("[data-print-address]", root);
    address.addEventListener("change", () =>
      find("[data-address]", root).classList.toggle("no-print", !address.checked),
    );
  }

  /** Shows `receipt`, seven groups of four; "" takes it off the page. */
  show(receipt: string): void {
    this.receipt = receipt;
    this.kept.checked = false;
    this.practice.begin(receipt);
    find("[data-copied]", this.root).textContent = "";
    fill(find("[data-receipt]", this.root));
    fill(find("[data-qr]", this.root));
    if (receipt === "") return;
    showCode(find("[data-receipt]", this.root), receipt);
    this.draw();
  }

  private async draw(): Promise<void> {
    try {
      fill(find("[data-qr]", this.root), await drawQr(this.receipt, t("QR code of your receipt")));
    } catch {
      find("[data-qr-toggle]", this.root).hidden = true;
    }
  }

  private judge(): void {
    this.onward.disabled = !this.kept.checked && !this.practice.passed;
  }

  private toggle(button: HTMLButtonElement): void {
    const shown = find("[data-qr-shown]", this.root).classList.toggle("print-only");
    button.setAttribute("aria-expanded", String(!shown));
  }

  private async copy(): Promise<void> {
    const told = find("[data-copied]", this.root);
    try {
      await navigator.clipboard.writeText(this.receipt);
      told.textContent = t("Copied. Paste it where you keep it, then copy something else.");
    } catch {
      told.textContent = t("This browser did not let it be copied. Write it down, or select it.");
    }
  }
}

/** Prints under another title: browsers print it above the page, and make it the name of a file. */
function printAs(title: string): void {
  const before = document.title;
  document.title = title;
  addEventListener("afterprint", () => (document.title = before), { once: true });
  print();
}

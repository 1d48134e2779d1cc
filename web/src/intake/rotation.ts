/** Changing the receipt: the new one is shown and kept first, then it counts, and the old one opens nothing. */

import { fill, find, findAll, make } from "../common/dom";
import { t } from "../common/i18n";
import type { ReportMethods } from "../worker/reportWorker";
import type { Remote } from "../worker/rpc";
import { mayHaveArrived, sentenceFor } from "./sentences";
import type { Steps } from "./steps";
import { Ticket } from "./ticket";

/** `done` shows the case again; `failed` tells why no new receipt could be made. */
interface Then {
  done(): Promise<void>;
  failed(error: unknown): void;
}

/** What the receipt opens, by the step that shows it: a report, or the reply room of a person whom one concerns. */
export type Home = "case" | "room";

export class Rotation {
  /** Whether a new receipt is on the page, or on its way. */
  underway = false;
  private home: Home = "case";
  private readonly ticket: Ticket;
  private readonly section: HTMLElement;

  constructor(
    private readonly steps: Steps,
    private readonly worker: Remote<ReportMethods>,
    private readonly then: Then,
  ) {
    this.section = steps.section("rotate");
    this.ticket = new Ticket(this.section, find("[data-commit]", this.section));
    for (const button of findAll("[data-rotate]")) button.addEventListener("click", () => this.begin());
    find("[data-commit]", this.section).addEventListener("click", () => this.commit());
    find("[data-keep-old]", this.section).addEventListener("click", () => this.end(this.home));
    find("[data-onward]", steps.section("rotated")).addEventListener("click", () => this.end(this.home));
  }

  /** Where it leads back to, and which words it is spoken of in. */
  set opens(home: Home) {
    this.home = home;
    for (const part of findAll("[data-of]")) part.hidden = part.dataset.of !== home;
  }

  private async begin(): Promise<void> {
    try {
      this.ticket.show(await this.worker.call("newReceipt", undefined));
      this.underway = true;
      this.steps.show("rotate");
    } catch (error) {
      this.then.failed(error);
    }
  }

  private async commit(): Promise<void> {
    const told = find("[data-rotating]", this.section);
    this.busy(true);
    fill(told, make("p", {}, t("Changing the receipt. Keep this page open.")));
    try {
      await this.worker.call("rotate", undefined, (number) => {
        fill(told, make("p", {}, t("No answer yet. Sending the same again (try {number}).", { number })));
      });
    } catch (error) {
      this.tell(error);
      return;
    } finally {
      this.busy(false);
    }
    // It counts now, whether or not the case can be read again at once: the old receipt opens nothing any more.
    this.end("rotated");
    await this.then.done().catch((error) => this.then.failed(error));
  }

  /** After a lost answer nobody knows which receipt counts: the old one is not taken off the page as the one to keep. */
  private tell(error: unknown): void {
    const unanswered = mayHaveArrived(error);
    const sentence = unanswered
      ? t("No answer came. Keep both receipts: one of them counts. Try again before you leave this page.")
      : sentenceFor(error);
    fill(
      find("[data-rotating]", this.section),
      make("div", { class: "notice notice--danger" }, make("p", {}, sentence)),
    );
    find("[data-keep-old]", this.section).hidden = unanswered;
  }

  private busy(busy: boolean): void {
    find<HTMLButtonElement>("[data-commit]", this.section).disabled = busy;
    find<HTMLButtonElement>("[data-keep-old]", this.section).disabled = busy;
  }

  private end(step: Home | "rotated"): void {
    this.underway = false;
    this.ticket.show("");
    fill(find("[data-rotating]", this.section));
    this.steps.show(step);
  }
}

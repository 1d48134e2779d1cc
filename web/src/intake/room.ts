/** The reply room of a person whom a report concerns: what they are told, a receipt of their own, and their answer. */

import { inLanguage } from "../common/definition";
import { dataOf, fill, find, findAll } from "../common/dom";
import { t } from "../common/i18n";
import type { Deadline, MailFile, MailView, ReportMethods } from "../worker/reportWorker";
import type { Remote } from "../worker/rpc";
import { Attachments } from "./attachments";
import { showFindings, showThread } from "./caseView";
import { SealedForm } from "./fields";
import { dueRow } from "./handling";
import { pageLanguage } from "./questions";
import { dayFor } from "./sentences";

/** `done` shows the room again; `failed` tells why something was not sent; `save` gives out a file. */
interface Then {
  done(): Promise<void>;
  failed(error: unknown): void;
  save(file: MailFile): void;
}

export class Room {
  private readonly form: SealedForm;
  private readonly files: Attachments;
  private sending = false;

  constructor(
    private readonly root: HTMLElement,
    private readonly worker: Remote<ReportMethods>,
    private readonly then: Then,
  ) {
    const composer = find("[data-room-composer]", root);
    this.form = new SealedForm(find("form", composer), () => this.send());
    this.files = new Attachments(this.form.field("enclosed"), find('[data-field="enclosed"]', composer), {
      attach: (key, file, progress) => worker.call("attach", { key, file }, progress),
      detach: (key) => void worker.call("detach", { key }),
    });
  }

  /** Whether something was typed or chosen that is not sent. */
  get holdsSomething(): boolean {
    return this.form.field("answer").value.trim() !== "" || this.files.size > 0;
  }

  show(view: MailView): void {
    const isOwn = view.room?.isTakenOver ?? false;
    this.showStanding(view);
    showFindings(this.part("findings"), view);
    showThread(this.part("thread"), view, (file) => this.then.save(file));
    find("[data-takeover]", this.root).hidden = isOwn || !view.mayWrite;
    this.part("composer").hidden = !(isOwn && view.mayWrite);
    this.part("rotation").hidden = !(isOwn && view.mayWrite);
    this.part("closed").hidden = view.mayWrite;
    this.showComplaint(view);
  }

  private part(name: string): HTMLElement {
    return find(`[data-room-${name}]`, this.root);
  }

  private showStanding({ state, eraseOn, clocks }: MailView): void {
    this.part("state").textContent =
      state === "concluded"
        ? t("It is concluded. You can still read and write here.")
        : t("Nothing is decided. What was reported is being looked into.");
    this.part("erased").textContent =
      eraseOn &&
      t(
        "All of this room is erased on {day}. From then on your receipt opens nothing: save before what you want to keep.",
        {
          day: dayFor(eraseOn),
        },
      );
    const due = clocks.filter(isAnswer);
    this.part("due").hidden = due.length === 0;
    fill(this.part("clock"), ...due.map((one) => dueRow(one, t("How it goes on"), state)));
  }

  /** As the channel's definition has it, where it is the one that the room names. */
  private showComplaint({ room, channel }: MailView): void {
    const text = inLanguage(room?.definition?.privacy?.complaint, pageLanguage());
    this.part("complaint").hidden = text === "";
    this.part("complaint-text").textContent = text;
    const link = find<HTMLAnchorElement>("[data-room-privacy]", this.root);
    link.href = `${dataOf(find("main"), "channels")}${channel}/privacy/`;
  }

  private async send(): Promise<void> {
    if (this.sending) return;
    const progress = this.part("progress");
    const field = this.form.field("answer");
    const { value } = field;
    this.busy(true);
    progress.textContent = t("Sealing and sending");
    try {
      await this.worker.call("sendMessage", { text: value.trim() }, (number) => {
        progress.textContent = t("No answer yet. Sending the same again (try {number}).", { number });
      });
      if (field.value === value) field.value = ""; // what was typed meanwhile is another answer
      this.files.clear();
      await this.then.done();
      progress.textContent = t("Your answer has arrived.");
    } catch (error) {
      progress.textContent = "";
      this.then.failed(error);
    } finally {
      this.busy(false);
    }
  }

  private busy(sending: boolean): void {
    this.sending = sending;
    for (const button of findAll<HTMLButtonElement>("form > .actions button, [data-rotate]", this.root))
      button.disabled = sending;
  }
}

function isAnswer({ matter }: Deadline): boolean {
  return matter === "feedback";
}

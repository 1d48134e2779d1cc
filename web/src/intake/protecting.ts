/** What protects who reported, on the page of the mailbox: check-ins, minutes to check, a report tied to this one, a timeline. */

import { inLanguage } from "../common/definition";
import { dataOf, fill, find, focusOn, make } from "../common/dom";
import { t } from "../common/i18n";
import type { CheckInView } from "../protection/checkIns";
import type { MinutesView } from "../protection/minutes";
import type { Elsewhere, MailView, ReportMethods } from "../worker/reportWorker";
import type { Remote } from "../worker/rpc";
import { SealedForm } from "./fields";
import { Followed } from "./followed";
import { pageLanguage } from "./questions";
import { takeTimeline } from "./timeline";
import { minutesName } from "./told";

/** `done` shows the case again; `failed` tells why something was not sent. */
interface Then {
  done(): Promise<void>;
  failed(error: unknown): void;
}

export class Protecting {
  private readonly checkIn = find("[data-checkin]");
  private readonly minutes = find("[data-minutes]");
  private readonly checkInForm: SealedForm;
  private readonly minutesForm: SealedForm;
  private readonly followed: Followed;
  private day: CheckInView["day"] = 0;
  private waiting: MinutesView | null = null;
  private sending = false;

  constructor(
    private readonly worker: Remote<ReportMethods>,
    private readonly then: Then,
  ) {
    this.checkInForm = new SealedForm(find("form", this.checkIn), () => this.sendCheckIn());
    this.minutesForm = new SealedForm(find("form", this.minutes), () => this.sendChecked());
    this.followed = new Followed((later) => this.worker.call("follow", { later }));
    find("[data-take-timeline]").addEventListener("click", () => this.take());
  }

  /** Whether something was typed that is not sent. */
  get holdsText(): boolean {
    return [this.checkInForm, this.minutesForm].some((form) => form.field("text").value.trim() !== "");
  }

  /** What stands in the boxes of both forms. */
  get typed(): SealedForm["typed"][] {
    return [this.checkInForm.typed, this.minutesForm.typed];
  }

  set typed([checkIn = {}, minutes = {}]: SealedForm["typed"][]) {
    this.checkInForm.typed = checkIn;
    this.minutesForm.typed = minutes;
  }

  show(view: MailView): void {
    find("[data-guard]").hidden = !view.mayWrite;
    this.showOutside(view);
    this.showCheckIn(view);
    this.showMinutes(view);
    this.followed.offer(dataOf(find("main"), "channels"), view.channel);
  }

  private showOutside({ outside }: MailView): void {
    const place = find("[data-outside]");
    place.hidden = outside === null;
    if (outside === null) return;
    const name = inLanguage(outside.name, pageLanguage());
    find("[data-outside-name]", place).textContent = t("Who helps outside: {name}", { name });
    fill(find("ul", place), ...[...outside.advice, ...outside.authorities].map(elsewhere));
  }

  /** An open question stands above the conversation; without one, what may be told at any time stands below it. */
  private showCheckIn({ checkIns, mayWrite }: MailView): void {
    const open = checkIns.find((one) => one.state === "open");
    this.day = mayWrite && open ? open.day : 0;
    const place = find(this.day === 0 ? "[data-checkin-place]" : "[data-checkin-due]");
    if (this.checkIn.parentElement !== place) place.append(this.checkIn);
    const title = find("[data-checkin-title]");
    title.ariaLevel = this.day === 0 ? "3" : "2"; // there it stands in no section of another heading
    title.textContent =
      this.day === 0 ? t("Tell us at any time") : t("{days} days have passed since you reported", { days: this.day });
  }

  private showMinutes({ minutes, mayWrite }: MailView): void {
    this.waiting = (mayWrite && minutes.find((one) => one.state === "waiting")) || null;
    this.minutes.hidden = this.waiting === null;
    find("[data-minutes-title]").textContent = this.waiting ? minutesName(this.waiting.way, this.waiting.metOn) : "";
    find("[data-minutes-text]").textContent = this.waiting?.text ?? "";
    const { recording = null } = this.waiting ?? {};
    find("[data-minutes-recording]").hidden = recording === null;
    find("[data-minutes-recording]").textContent = recording
      ? t(
          "They were made from the recording “{name}”. Once you say that they are right, it is destroyed the next day, as the law asks.",
          recording,
        )
      : "";
  }

  private sendCheckIn(): Promise<void> {
    const form = this.checkInForm;
    const answer = form.field("answer").chosen?.value === "yes" ? "yes" : "no";
    const said = { day: this.day, answer, text: form.field("text").value.trim() } as const;
    const then = answer === "yes" ? t("Sent. A handler is told that something waits.") : t("Sent. Thank you.");
    return this.send(this.checkIn, form, then, (again) => this.worker.call("checkIn", said, again));
  }

  private async sendChecked(): Promise<void> {
    const form = this.minutesForm;
    const text = form.field("text").value.trim();
    const verdict = form.field("verdict").chosen?.value === "right" ? "right" : "corrected";
    if (this.waiting === null) return;
    if (verdict === "corrected" && text === "") {
      form.show([{ field: form.field("text"), sentence: t("Write what is wrong, and what is right.") }]);
      return;
    }
    const said = { minutes: this.waiting.hash, verdict, text } as const;
    await this.send(this.minutes, form, t("Sent. It stands beside the minutes."), (again) =>
      this.worker.call("checkMinutes", said, again),
    );
  }

  private async send(
    place: HTMLElement,
    form: SealedForm,
    arrived: string,
    call: (again: (attempt: number) => void) => Promise<void>,
  ): Promise<void> {
    if (this.sending) return;
    const told = find("[data-told]", place);
    this.busy(true);
    told.textContent = t("Sealing and sending");
    try {
      await call((number) => {
        told.textContent = t("No answer yet. Sending the same again (try {number}).", { number });
      });
      form.typed = {};
      await this.then.done();
      told.textContent = arrived;
      focusOn(told);
    } catch (error) {
      told.textContent = "";
      this.then.failed(error);
    } finally {
      this.busy(false);
    }
  }

  private async take(): Promise<void> {
    const told = find("[data-timeline-told]");
    told.textContent = t("Making the file.");
    try {
      await takeTimeline(this.worker);
      told.textContent = t("The file is made. Your browser keeps it where it keeps downloads.");
    } catch (error) {
      told.textContent = "";
      this.then.failed(error);
    }
  }

  private busy(sending: boolean): void {
    this.sending = sending;
    for (const place of [this.checkIn, this.minutes]) {
      find<HTMLButtonElement>("form > .actions button", place).disabled = sending;
    }
  }
}

function elsewhere({ name, what, address, verified }: Elsewhere): HTMLElement {
  const text = (of: Elsewhere["name"]) => inLanguage(of, pageLanguage());
  const link =
    /^https:\/\//.test(address) && make("a", { href: address, rel: "noreferrer noopener external" }, address);
  return make(
    "li",
    {},
    make("strong", {}, make("bdi", {}, text(name))),
    ` ${text(what)} `,
    make("bdi", {}, link || address),
    !verified && make("span", { class: "tag tag--caution" }, t("not checked by us")),
  );
}

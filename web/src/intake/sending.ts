/** The stages of sending, and what the person can do when it does not go through. */

import { fill, find, findAll, make } from "../common/dom";
import { t } from "../common/i18n";
import type { SendingProgress } from "../worker/reportWorker";
import { sentenceFor } from "./sentences";

const STAGES = ["sealing", "sending", "stored"];

/** The list of stages within the step "sending". */
export class Stages {
  private readonly trouble: HTMLElement;

  constructor(private readonly root: HTMLElement) {
    this.trouble = find("[data-trouble]", root);
  }

  begin(): void {
    fill(this.trouble);
    this.mark("sealing");
  }

  progress(progress: SendingProgress): void {
    if (progress.stage === "again") {
      this.mark("sending");
      const number = progress.attempt;
      fill(
        this.trouble,
        notice("caution", t("No answer yet. Sending the very same sealed bytes again (try {number}).", { number })),
      );
    } else if (progress.stage === "resealing") {
      this.mark("sealing");
      fill(
        this.trouble,
        notice("caution", t("The list of readers was changed by those on it. Sealing to the new list.")),
      );
    } else if (progress.stage === "proving") {
      this.mark("sending");
      this.proving(progress.share);
    } else {
      fill(this.trouble);
      this.mark(progress.stage === "sending" ? "stored" : "sealing");
    }
  }

  /** After the last try. `again` sends the same once more; `change`, where it surely did not arrive, leads back. */
  failed(error: unknown, again: () => void, change: (() => void) | null): void {
    const buttons = make("div", { class: "actions" }, button(t("Try again"), "button", again));
    const unsure =
      change === null &&
      t("It may have arrived. Trying again sends the very same sealed bytes, never a second report.");
    if (change) buttons.append(button(t("Change something"), "button button--secondary", change));
    fill(this.trouble, notice("danger", sentenceFor(error)), unsure && make("p", {}, unsure), buttons);
    find("button", buttons).focus();
  }

  private proving(share: number): void {
    const meter = this.trouble.querySelector("progress");
    if (meter) {
      meter.value = share;
      return;
    }
    const sentence = t(
      "Your device is working out a sum. It costs you a moment, and who floods this channel much more.",
    );
    const bar = make("progress", { class: "meter", max: 1, value: share, "aria-label": t("Working out a sum") });
    fill(this.trouble, make("p", { class: "quiet" }, sentence), bar);
  }

  private mark(stage: string): void {
    const now = STAGES.indexOf(stage);
    for (const line of findAll("[data-stage]", this.root)) {
      const at = STAGES.indexOf(line.dataset.stage ?? "");
      line.dataset.state = at < now ? "done" : at === now ? "now" : "next";
    }
  }
}

function notice(kind: string, sentence: string): HTMLElement {
  return make("div", { class: `notice notice--${kind}`, role: "alert" }, make("p", {}, sentence));
}

function button(text: string, style: string, act: () => void): HTMLButtonElement {
  const element = make("button", { class: style, type: "button" }, text);
  element.addEventListener("click", act);
  return element;
}

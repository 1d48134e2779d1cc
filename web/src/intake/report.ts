/** The sealed form: scope, answers, check, send, receipt. The worker holds every secret; this page holds texts. */

import { dataOf, fill, find, findAll, make } from "../common/dom";
import type { Sending } from "../common/fileQueue";
import { t } from "../common/i18n";
import type { ReportMethods, Sent } from "../worker/reportWorker";
import { connect, type Remote, WorkerError } from "../worker/rpc";
import { Attachments } from "./attachments";
import { begin } from "./begin";
import { contentOf } from "./content";
import { type Field, SealedForm } from "./fields";
import { Keeping } from "./keeping";
import { loadLate } from "./late";
import { clearPage, guardLeaving } from "./leaving";
import type { LeavingOut } from "./leavingOut";
import { cameAlong, onOtherLanguage } from "./otherLanguage";
import { review } from "./review";
import { Stages } from "./sending";
import { codeOf, dayFor, isDistrust, sentenceFor } from "./sentences";
import { Steps } from "./steps";

class ReportPage {
  private readonly main = find("main");
  private readonly worker: Remote<ReportMethods>;
  private readonly steps: Steps;
  private readonly scope: SealedForm;
  private readonly form: SealedForm;
  private readonly stages: Stages;
  private readonly keeping: Keeping;
  private readonly sending: Sending = {
    attach: async (key, file, progress) => {
      await this.ready;
      return this.worker.call("attach", { key, file }, progress);
    },
    detach: (key) => void this.worker.call("detach", { key }),
  };
  private ready: Promise<void>;
  /** The question who should not read this: it comes with the questions, and nothing is sent before it stood there. */
  private leavingOut: Promise<LeavingOut> | null = null;
  private asked: LeavingOut | null = null;
  /** That question as it stood when the answers were last checked; null if it came later, so that it must still be shown. */
  private askedBefore: LeavingOut | null = null;
  private leftOutBefore: string[] = [];
  /** While a try to send may have arrived, the answers must not change: the same bytes go again. */
  private maybeArrived = false;
  private finished = false;

  constructor() {
    this.worker = connect<ReportMethods>(dataOf(this.main, "worker"), "report");
    this.steps = new Steps(["sending", "stopped", "done"], (name) => this.entering(name));
    this.stages = new Stages(this.steps.section("sending"));
    this.scope = new SealedForm(find("form", this.steps.section("scope")), () => this.judgeScope());
    this.form = new SealedForm(find("form", this.steps.section("write")), () => this.goCheck());
    this.takeFiles();
    this.bindButtons();
    this.keeping = this.keepTyped();
    this.ready = this.start();
    guardLeaving(
      () => !this.finished && this.holdsSomething(),
      () => this.worker.close(),
    );
    onOtherLanguage(
      () => TYPING.includes(this.steps.current) && !this.maybeArrived,
      (address) => this.changeLanguage(address),
    );
    if (cameAlong()) this.goOn();
  }

  /** Fetches the directory and makes the receipt; what is typed meanwhile waits for it. */
  private start(): Promise<void> {
    const { main } = this;
    const ready = this.worker.call("startReport", {
      api: dataOf(main, "api"),
      organisation: dataOf(main, "organisation"),
      channel: dataOf(main, "channel"),
      questionnaire: { version: Number(dataOf(main, "version")), sha256: dataOf(main, "sha256") },
      root: dataOf(main, "root"),
      test: main.dataset.test !== undefined,
    });
    ready.then(
      () => {
        fill(find("#alert"));
        this.askToFollow();
      },
      (error) => this.notReady(error),
    );
    return ready;
  }

  /** Where a mailbox opened this tab, the report is tied to that one. */
  private askToFollow(): void {
    const { opener } = window;
    if (opener) void import("./following").then(({ askToFollow }) => askToFollow(this.worker, opener));
  }

  private notReady(error: unknown): void {
    if (codeOf(error) !== "vault/refused" && isDistrust(error)) {
      this.stop(error);
      return;
    }
    const again = make("button", { class: "button button--secondary", type: "button" }, t("Try again"));
    again.addEventListener("click", () => {
      this.ready = this.start();
    });
    fill(find("#alert"), make("div", { class: "notice notice--danger" }, make("p", {}, sentenceFor(error)), again));
  }

  private stop(error: unknown): void {
    find("[data-found]").textContent = codeOf(error);
    this.steps.show("stopped");
  }

  private async judgeScope(): Promise<void> {
    if (!this.scope.field("_scope").chosen?.hasAttribute("data-passes")) {
      this.steps.show("ended");
      return;
    }
    const words = this.scope.field("_words");
    if (words.value.trim() !== "" && !(await this.wordsFit(words))) return;
    this.steps.show("write");
  }

  private async wordsFit(words: Field): Promise<boolean> {
    try {
      await this.ready;
      if (await this.worker.call("compareWords", words.value)) return true;
      words.mark(null);
      find("[data-found]").textContent = "directory/root-mismatch";
      this.steps.show("stopped");
    } catch (error) {
      const misspelt = codeOf(error) === "vault/malformed";
      const sentence = misspelt
        ? t("These are not twelve words of the list. Compare their number and spelling with your copy.")
        : sentenceFor(error);
      this.scope.show([{ field: words, sentence }]);
    }
    return false;
  }

  private takeFiles(): void {
    for (const field of this.form.fields.filter((one) => one.kind === "attachment")) {
      field.carried = new Attachments(field, field.element, this.sending);
    }
  }

  /** Recorders come with the questions, not before; where they do not, the page goes on saying to write instead. */
  private async takeVoices(): Promise<void> {
    const fields = this.form.fields.filter((one) => one.kind === "voice" && one.carried === null);
    if (fields.length === 0) return;
    const [{ Voice }] = await Promise.all([import("./voice"), loadLate()]);
    for (const field of fields) field.carried ??= new Voice(field, field.element, this.sending);
  }

  /** Rejects when the server does not answer; the next call asks again. */
  private askWhom(): Promise<LeavingOut> {
    this.leavingOut ??= this.loadWhom().catch((error) => {
      this.leavingOut = null;
      throw error;
    });
    return this.leavingOut;
  }

  private async loadWhom(): Promise<LeavingOut> {
    await this.ready;
    const [readers, { LeavingOut }] = await Promise.all([this.worker.call("readers", undefined), loadLeavingOut()]);
    const before = find("form > .actions", this.steps.section("write"));
    this.asked = new LeavingOut(readers, before, this.leftOutBefore);
    return this.asked;
  }

  private goCheck(): void {
    if (!(this.asked?.check() ?? true)) return;
    this.askedBefore = this.asked;
    this.steps.show("check");
  }

  /** Everything that was typed after the first step. */
  private get typed(): Snapshot {
    return { ...this.form.typed, [LEFT_OUT]: this.asked?.chosen ?? this.leftOutBefore };
  }

  private set typed(snapshot: Snapshot) {
    this.form.typed = snapshot as SealedForm["typed"];
    this.leftOutBefore = (snapshot[LEFT_OUT] as string[] | undefined) ?? [];
  }

  private async changeLanguage(address: string): Promise<void> {
    const { current } = this.steps;
    const along: Along = { step: current, scope: this.scope.typed, typed: this.typed, kept: this.keeping.on };
    const files = this.form.fields.some((field) => (field.carried?.size ?? 0) > 0);
    const go = files ? (await import("./carryingFiles")).askThenCarry : (await import("./carrying")).carry;
    go(address, along, () => {
      this.finished = true;
      this.keeping.end();
    });
  }

  /** What was typed in another language stands here; the first step is passed as if its button were pressed. */
  private async goOn(): Promise<void> {
    const { unpack } = await import("./carrying");
    const along = (await unpack()) as Along | null;
    if (along === null) return;
    this.scope.typed = along.scope;
    this.typed = along.typed;
    if (along.kept) this.keeping.resume();
    if (along.step !== "scope") await this.judgeScope();
  }

  private keepTyped(): Keeping {
    const { form } = this;
    const typed = {
      take: () => this.typed,
      give: (snapshot: unknown) => {
        this.typed = snapshot as Snapshot;
        this.steps.show("write");
      },
    };
    const write = this.steps.section("write");
    const keeping = new Keeping(
      dataOf(this.main, "channel"),
      typed,
      find<HTMLInputElement>("[data-keep]", write),
      find("[data-keep-told]", write),
    );
    form.onInput(() => keeping.changed());
    keeping.begin();
    return keeping;
  }

  private bindButtons(): void {
    for (const button of findAll("[data-back]")) {
      button.addEventListener("click", () => this.steps.show(button.dataset.back ?? "write"));
    }
    find("[data-send]").addEventListener("click", () => this.send());
  }

  private entering(name: string): void {
    if (name === "write") {
      this.takeVoices();
      this.askWhom().catch(() => undefined); // asked again before anything is sent, where the failure is shown
    }
    if (name !== "check") return;
    const change = (to: { focus(): void }) => {
      this.steps.show("write");
      to.focus();
    };
    const { asked } = this;
    review(
      find("[data-summary]"),
      this.form,
      change,
      asked?.line(() => change(asked)),
    );
  }

  private async send(): Promise<void> {
    if (!this.maybeArrived && !(this.form.check() && (this.asked?.check() ?? true))) {
      this.steps.show("write");
      if (this.form.check()) this.asked?.check();
      return;
    }
    this.steps.show("sending");
    this.stages.begin();
    try {
      await this.ready;
      if (this.askedBefore === null) {
        const late = await this.askWhom();
        this.steps.show("write");
        late.focus();
        return;
      }
      // What shows the receipt is here before anything is sent: else a report could arrive that nobody can come back to.
      const showing = await loadTicket();
      this.maybeArrived = true;
      const answers = contentOf(this.form.definition.questionnaire.fields, this.form.answers);
      const content = { ...answers, leftOut: this.askedBefore.chosen };
      const sent = await this.worker.call("submit", content, (progress) => this.stages.progress(progress));
      this.arrived(sent, showing);
    } catch (error) {
      this.notSent(error);
    }
  }

  private notSent(error: unknown): void {
    this.maybeArrived = codeOf(error).startsWith("network/");
    if (codeOf(error) !== "vault/refused" && isDistrust(error)) this.stop(error);
    else this.stages.failed(error, () => this.send(), this.maybeArrived ? null : () => this.steps.show("write"));
  }

  private arrived({ receipt, receivedOn, earlier }: Sent, { Ticket }: Showing): void {
    const done = this.steps.section("done");
    find("[data-received]", done).textContent = t("Received on {day}", { day: dayFor(receivedOn) });
    if (earlier) find("[data-received]", done).after(make("p", { class: "notice notice--caution" }, earlierTry()));
    const finish = find<HTMLButtonElement>("[data-finish]", done);
    finish.addEventListener("click", () => this.finish());
    new Ticket(done, finish).show(receipt);
    this.worker.close();
    this.keeping.end();
    this.steps.show("done");
  }

  private finish(): void {
    this.finished = true;
    clearPage(dataOf(this.main, "channelPage"));
  }

  private holdsSomething(): boolean {
    if (this.steps.current === "done" || this.maybeArrived) return true;
    return this.form.fields.some((field) => field.answer !== undefined || (field.carried?.size ?? 0) > 0);
  }
}

type Snapshot = Record<string, unknown>;

/** What goes along into another language. */
interface Along {
  step: string;
  scope: SealedForm["typed"];
  typed: Snapshot;
  kept: boolean;
}

/** Steps on which somebody types; from the others nothing goes along. */
const TYPING = ["scope", "write", "check"];

/** Where the ids of who is left out stand in a draft; no question can have this id. */
const LEFT_OUT = "_left_out";

async function loadLeavingOut(): Promise<typeof import("./leavingOut")> {
  try {
    const [asking] = await Promise.all([import("./leavingOut"), loadLate()]);
    return asking;
  } catch {
    throw new WorkerError({ code: "network/unreachable", message: "A question was not loaded.", detail: {} });
  }
}

type Showing = typeof import("./ticket");

/** What shows the receipt. Rejects with "network/unreachable" when the server does not give it. */
async function loadTicket(): Promise<Showing> {
  try {
    const [showing] = await Promise.all([import("./ticket"), loadLate()]);
    return showing;
  } catch {
    throw new WorkerError({ code: "network/unreachable", message: "The ticket was not loaded.", detail: {} });
  }
}

function earlierTry(): string {
  return t(
    "An earlier try had arrived after all, with the answers as they were then. What you changed since is not in it: come back with your receipt and write it there.",
  );
}

begin(() => new ReportPage());

/**
 * Coming back with a receipt: read it, open the case in the worker, read, write again, change the receipt, close.
 * The receipt of a person whom a report concerns opens their reply room here (room.ts).
 */

import { dataOf, fill, find, findAll, make } from "../common/dom";
import { saveFile } from "../common/download";
import { t } from "../common/i18n";
import type { MailFile, MailView, ReportMethods } from "../worker/reportWorker";
import { connect, type Remote, type WorkerError } from "../worker/rpc";
import { Attachments } from "./attachments";
import { begin } from "./begin";
import { showFindings, showThread } from "./caseView";
import { showCode } from "./code";
import { Composer } from "./composer";
import { SealedForm } from "./fields";
import { showHandling } from "./handling";
import { clearPage, guardLeaving } from "./leaving";
import { cameAlong, onOtherLanguage } from "./otherLanguage";
import type { Protecting } from "./protecting";
import type { Room } from "./room";
import { type Home, Rotation } from "./rotation";
import { codeOf, sentenceFor } from "./sentences";
import { Steps } from "./steps";

class MailboxPage {
  private readonly main = find("main");
  private worker: Remote<ReportMethods>;
  private readonly steps = new Steps(["opening", "case", "room", "rotate", "rotated"]);
  private readonly entry: SealedForm;
  private readonly composer: Composer;
  private readonly files: Attachments;
  private readonly rotation: Rotation;
  /** Loaded with the first case that is opened. */
  private protecting: Protecting | null = null;
  /** Loaded with the first room that is opened. */
  private room: Room | null = null;
  private sending = false;
  private closed = false;
  /** What was typed into what is loaded late, in another language. */
  private alongside: Along["protecting"] | null = null;

  constructor() {
    this.worker = this.connect();
    this.entry = new SealedForm(find("form", this.steps.section("enter")), () => this.open());
    this.composer = new Composer(find("[data-composer]"), () => this.write());
    this.files = new Attachments(this.composer.files, find('[data-field="files"]'), {
      attach: (key, file, progress) => this.worker.call("attach", { key, file }, progress),
      detach: (key) => void this.worker.call("detach", { key }),
    });
    find("[data-accept]").addEventListener("click", () => this.accept());
    for (const button of findAll("[data-close]")) button.addEventListener("click", () => this.close());
    this.rotation = new Rotation(this.steps, this.worker, {
      done: () => this.refresh(),
      failed: (error) => this.tell(error),
    });
    this.entry.field("receipt").onInput(() => this.suggest(null));
    guardLeaving(
      () => !this.closed && this.holdsSomething,
      () => this.worker.close(),
    );
    onOtherLanguage(
      () => !this.sending && (this.steps.current === "case" || this.entry.field("receipt").value !== ""),
      (address) => this.changeLanguage(address),
    );
    if (cameAlong()) this.goOn();
  }

  private async changeLanguage(address: string): Promise<void> {
    const opened = this.steps.current === "case";
    const receipt = opened ? await this.worker.call("receipt", undefined) : this.entry.field("receipt").value;
    const along: Along = { opened, receipt, composer: this.composer.typed, protecting: this.protecting?.typed ?? [] };
    const files = this.files.size > 0;
    const go = files ? (await import("./carryingFiles")).askThenCarry : (await import("./carrying")).carry;
    go(address, along, () => {
      this.closed = true;
    });
  }

  /** The case that was open in another language opens here, with what was typed beside it. */
  private async goOn(): Promise<void> {
    const { unpack } = await import("./carrying");
    const along = (await unpack()) as Along | null;
    if (along === null) return;
    this.entry.field("receipt").value = along.receipt;
    this.composer.typed = along.composer;
    this.alongside = along.protecting;
    if (along.opened) await this.open();
  }

  private get holdsSomething(): boolean {
    const { composer, files, protecting, room, rotation } = this;
    const late = (protecting?.holdsText ?? false) || (room?.holdsSomething ?? false);
    return composer.holdsText || files.size > 0 || rotation.underway || late;
  }

  private connect(): Remote<ReportMethods> {
    return connect<ReportMethods>(dataOf(this.main, "worker"), "report");
  }

  private async open(): Promise<void> {
    const field = this.entry.field("receipt");
    this.suggest(null);
    this.steps.show("opening");
    try {
      const receipt = field.value;
      const { api = "", root = "" } = this.main.dataset;
      const view = await this.worker.call("openMailbox", { api, root, receipt });
      field.value = "";
      this.steps.show(await this.show(view));
    } catch (error) {
      this.steps.show("enter");
      this.entry.show([{ field, sentence: sentenceFor(error) }]);
      if (codeOf(error) === "receipt/mendable") this.suggest(String((error as WorkerError).detail.suggestion));
    }
  }

  /** Shows what was probably meant. Nothing is asked of the server before the person says yes (protocol §6). */
  private suggest(receipt: string | null): void {
    find("[data-meant]").hidden = receipt === null;
    if (receipt === null) fill(find("[data-suggestion]"));
    else showCode(find("[data-suggestion]"), receipt);
  }

  private accept(): void {
    this.entry.field("receipt").value = find("[data-suggestion]").textContent ?? "";
    this.open();
  }

  /** Fills the step that this is read in, and gives its name. */
  private async show(view: MailView): Promise<Home> {
    const home = view.room ? "room" : "case";
    if (view.room) await this.showRoom(view);
    else this.showCase(view);
    this.rotation.opens = home;
    return home;
  }

  private async showRoom(view: MailView): Promise<void> {
    if (this.room === null) {
      const { Room } = await import("./room");
      this.room ??= new Room(this.steps.section("room"), this.worker, {
        done: () => this.refresh(),
        failed: (error) => this.tell(error),
        save: (file) => this.save(file),
      });
    }
    this.room.show(view);
  }

  private showCase(view: MailView): void {
    const root = this.steps.section("case");
    showHandling(root, view);
    showFindings(find("[data-findings]", root), view);
    showThread(find("[data-thread]", root), view, (file) => this.save(file));
    find("[data-composer]", root).hidden = !view.mayWrite;
    this.composer.offerContest(view.contest.possible);
    find("[data-closed]", root).hidden = view.mayWrite;
    find("[data-rotation]", root).hidden = !view.mayWrite;
    this.protect(view).catch((error) => this.tell(error));
  }

  /** Check-ins and minutes, and what may be taken away: a page that failed to load them still shows the case. */
  private async protect(view: MailView): Promise<void> {
    if (this.protecting === null) {
      const { Protecting } = await import("./protecting");
      this.protecting ??= new Protecting(this.worker, {
        done: () => this.refresh(),
        failed: (error) => this.tell(error),
      });
    }
    this.protecting.show(view);
    if (this.alongside) this.protecting.typed = this.alongside;
    this.alongside = null;
  }

  private async write(): Promise<void> {
    if (this.sending) return;
    const progress = find("[data-progress]");
    const { writing } = this.composer;
    this.busy(true);
    progress.textContent = t("Sealing and sending");
    try {
      await this.worker.call("sendMessage", writing, (number) => {
        progress.textContent = t("No answer yet. Sending the same again (try {number}).", { number });
      });
      // What was typed while it was on its way is another message.
      if (this.composer.writing.text === writing.text) this.composer.clear();
      this.files.clear();
      progress.textContent = t("Your message has arrived.");
      await this.refresh();
    } catch (error) {
      progress.textContent = "";
      this.tell(error);
    } finally {
      this.busy(false);
    }
  }

  private async refresh(): Promise<void> {
    await this.show(await this.worker.call("refresh", undefined));
  }

  private busy(sending: boolean): void {
    this.sending = sending;
    for (const button of findAll<HTMLButtonElement>("[data-composer] form .actions button")) button.disabled = sending;
    find<HTMLButtonElement>("[data-rotate]", this.steps.section("case")).disabled = sending;
  }

  private async save(file: MailFile): Promise<void> {
    try {
      const { content, name } = await this.worker.call("download", { blob: file.blob });
      saveFile(content, name);
      fill(find("#alert"));
    } catch (error) {
      this.tell(error);
    }
  }

  private tell(error: unknown): void {
    const alert = find("#alert");
    fill(alert, make("div", { class: "notice notice--danger" }, make("p", {}, sentenceFor(error))));
    alert.scrollIntoView({ block: "nearest" });
  }

  /** Ends the worker with its secrets and starts the page anew. */
  private close(): void {
    this.closed = true;
    this.worker.close();
    for (const thread of findAll(".thread")) fill(thread);
    clearPage(location.pathname);
  }
}

/** What goes along into another language. */
interface Along {
  opened: boolean;
  receipt: string;
  composer: SealedForm["typed"];
  protecting: SealedForm["typed"][];
}

begin(() => new MailboxPage());

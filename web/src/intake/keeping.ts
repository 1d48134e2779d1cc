/** The box "Keep what I typed if this page reloads", and what follows from it. */

import { t } from "../common/i18n";
import type { Draft } from "./draft";
import { onLeaving } from "./leave";

/** What a form gives and takes: its answers, as JSON. */
export interface Snapshots {
  take(): unknown;
  give(snapshot: unknown): void;
}

/** Under which the sealed text lies in the tab's storage, and its key in the browser's database. */
export const DRAFT = "vouchsafe-draft";

export class Keeping {
  /** Loaded by who asks for it, or where a draft lies. */
  private draft: Promise<Draft> | null = null;
  private loaded: Draft | null = null;

  /**
   * `place`: what the form is of. `box` is the tick box, `told` says when this browser cannot keep anything, `form` is
   * watched for changes.
   */
  constructor(
    private readonly place: string,
    private readonly form: Snapshots,
    private readonly box: HTMLInputElement,
    private readonly told: HTMLElement,
  ) {
    box.addEventListener("change", () => (box.checked ? this.keep() : this.end()));
    onLeaving(() => this.end());
  }

  /** Gives the form what was kept before the page was reloaded; true if there was something. Then the box may be used. */
  async begin(): Promise<boolean> {
    const snapshot = sessionStorage.getItem(DRAFT) === null ? forgotten() : await this.restored();
    this.box.disabled = false;
    if (snapshot === null) return false;
    this.box.checked = true;
    this.form.give(snapshot);
    return true;
  }

  /** Whether the reporter asked for it. */
  get on(): boolean {
    return this.box.checked;
  }

  /** Goes on with what they asked for in another language. */
  resume(): void {
    this.box.checked = true;
    this.keep();
  }

  /** The form changed. */
  changed(): void {
    if (this.box.checked) this.keep();
  }

  /** Keeps nothing more, and deletes what was kept: the box was unticked, the report was sent, the page is left. */
  end(): void {
    this.box.checked = false;
    this.loaded?.forget().catch(() => undefined); // only a key that opens nothing is left; the next visit deletes it
  }

  private keep(): void {
    this.told.textContent = "";
    this.load()
      .then((draft) => (this.box.checked ? draft.keep(this.form.take()) : undefined))
      .catch(() => {
        this.end();
        this.told.textContent = t("This browser cannot keep it. What you typed is in this page alone.");
      });
  }

  private async restored(): Promise<unknown> {
    try {
      return await (await this.load()).restore();
    } catch {
      return null;
    }
  }

  private load(): Promise<Draft> {
    this.draft ??= import("./draft").then(({ Draft }) => {
      this.loaded = new Draft(this.place);
      return this.loaded;
    });
    return this.draft;
  }
}

/** Where no sealed text lies in this tab, a key that another one left is of no use. */
function forgotten(): null {
  indexedDB.deleteDatabase(DRAFT);
  return null;
}

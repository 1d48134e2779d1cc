/** The box "Keep what I typed if this page reloads", and what follows from it. */

import { t } from "../common/i18n";
import type { Draft } from "./draft";
import { onLeaving } from "./leave";

/** What a form gives and takes: its answers, as JSON. */
export interface Snapshots {
  take(): unknown;
  give(snapshot: unknown): void;
}

export class Keeping {
  /** `box` is the tick box, `told` says when this browser cannot keep anything, `form` is watched for changes. */
  constructor(
    private readonly draft: Draft,
    private readonly form: Snapshots,
    private readonly box: HTMLInputElement,
    private readonly told: HTMLElement,
  ) {
    box.addEventListener("change", () => (box.checked ? this.keep() : this.end()));
    onLeaving(() => this.end());
  }

  /** Gives the form what was kept before the page was reloaded; true if there was something. Then the box may be used. */
  async begin(): Promise<boolean> {
    const snapshot = await this.draft.restore().catch(() => null);
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
    this.draft.forget().catch(() => undefined); // only a key that opens nothing is left; the next visit deletes it
  }

  private keep(): void {
    this.told.textContent = "";
    this.draft.keep(this.form.take()).catch(() => {
      this.end();
      this.told.textContent = t("This browser cannot keep it. What you typed is in this page alone.");
    });
  }
}

/** Files that are chosen, dropped or photographed. What sends and shows them is loaded with the first one. */

import { find, findAll } from "../common/dom";
import type { Sending } from "../common/fileQueue";
import { t } from "../common/i18n";
import type { Carried, Field } from "./field";
import { loadLate } from "./late";
import type { Uploads } from "./uploads";

export class Attachments implements Carried {
  private uploads: Uploads | null = null;
  /** Files that wait for what sends them. */
  private waiting = 0;

  constructor(
    private readonly field: Field,
    private readonly element: HTMLElement,
    private readonly sending: Sending,
  ) {
    field.filesNow = () => ({ arrived: 0, underway: this.waiting, failed: 0 });
    for (const input of findAll<HTMLInputElement>("input[type=file]", element)) this.takeFrom(input);
    this.takeDropped(find("[data-drop]", element));
  }

  get blobs(): string[] {
    return this.uploads?.blobs ?? [];
  }

  get names(): string[] {
    return this.uploads?.names ?? [];
  }

  get size(): number {
    return this.waiting + (this.uploads?.size ?? 0);
  }

  /** Forgets all of them, after they were sent with a message. */
  clear(): void {
    this.uploads?.clear();
  }

  private async take(files: readonly File[]): Promise<void> {
    this.waiting += files.length;
    try {
      const [{ Uploads }] = await Promise.all([import("./uploads"), loadLate()]);
      this.uploads ??= new Uploads(this.field, this.element, this.sending);
      this.uploads.add(files);
      this.field.mark(null);
    } catch {
      this.field.mark(
        t("The server did not answer, so no file was taken. Check your connection, then choose it again."),
      );
    } finally {
      this.waiting -= files.length;
    }
  }

  private takeFrom(input: HTMLInputElement): void {
    input.disabled = false;
    input.addEventListener("change", () => {
      this.take([...(input.files ?? [])]);
      input.value = "";
    });
  }

  private takeDropped(zone: HTMLElement): void {
    const mark = (over: boolean) => zone.classList.toggle("drop--over", over);
    zone.addEventListener("dragover", (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      mark(true);
    });
    zone.addEventListener("dragleave", (event) => mark(zone.contains(event.relatedTarget as Node | null)));
    zone.addEventListener("drop", (event) => {
      event.preventDefault();
      mark(false);
      this.take([...(event.dataTransfer?.files ?? [])]);
    });
  }
}

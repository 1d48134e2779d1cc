/** A draft in this browser: changed at once, saved a moment later, never over somebody else's words. */
import { ApiError } from "../common/api";
import type { Tree } from "./tree";
import type { Problem, Saved } from "./wire";

/** saved · changed: waits for a pause · saving · conflict: a colleague saved meanwhile · failed: will be tried again. */
export type Standing = "saved" | "changed" | "saving" | "conflict" | "failed";

const PAUSE_MILLISECONDS = 800;

/** Tells by the event "change". */
export class DraftKeeper extends EventTarget {
  standing: Standing = "saved";
  problems: readonly Problem[];
  revision: number;
  error: unknown = null;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private running: Promise<void> = Promise.resolve();

  constructor(
    public body: Tree,
    { revision, problems }: Saved,
    private readonly send: (revision: number, body: Tree) => Promise<Saved>,
    private readonly pause = PAUSE_MILLISECONDS,
  ) {
    super();
    this.revision = revision;
    this.problems = problems;
  }

  /** Takes a new body. After a conflict nothing is saved until the draft was loaded again. */
  change(body: Tree): void {
    this.body = body;
    if (this.standing !== "conflict") {
      this.standing = "changed";
      this.wait();
    }
    this.tell();
  }

  /** Saves now what waits, and resolves when it is saved or has failed. One saving at a time. */
  settle(): Promise<void> {
    this.stop();
    this.running = this.running.then(() => this.save());
    return this.running;
  }

  /** Nothing is saved any more: the page is left, or the draft is gone. */
  stop(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
  }

  private wait(): void {
    this.stop();
    this.timer = setTimeout(() => void this.settle(), this.pause);
  }

  private async save(): Promise<void> {
    if (this.standing !== "changed" && this.standing !== "failed") return;
    const { body } = this;
    this.stand("saving");
    try {
      const saved = await this.send(this.revision, body);
      this.revision = saved.revision;
      this.problems = saved.problems;
      this.error = null;
      if (this.body === body) this.stand("saved");
      else this.change(this.body);
    } catch (error) {
      this.error = error;
      this.stand(error instanceof ApiError && error.code === "draft/changed" ? "conflict" : "failed");
    }
  }

  private stand(standing: Standing): void {
    this.standing = standing;
    this.tell();
  }

  private tell(): void {
    this.dispatchEvent(new Event("change"));
  }
}

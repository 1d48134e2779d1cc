/** The files of one question or answer on their way: several at once, each with progress, another try, and removal. */

import type { Cleaning } from "../metadata";

/** How files are sent: the worker's `attach` and `detach`. */
export interface Sending {
  /** Cleans, seals and uploads; `progress` is told the share that the server has. */
  attach(key: string, file: File, progress: (share: number) => void): Promise<{ blob: string; cleaned: Cleaning }>;
  /** Stops a file that is on its way, or leaves one out that arrived. */
  detach(key: string): void;
}

/** What an error means for a file: a person removed it, the line dropped, or it was refused. */
export type Verdict = "removed" | "dropped" | "refused";

/** The verdict on an error by its code. */
export function verdictOn(code: string): Verdict {
  if (code === "upload/removed") return "removed";
  return code.startsWith("network/") ? "dropped" : "refused";
}

export type FileState =
  | { readonly at: "preparing" }
  /** `left`: seconds that it may still take, or null before that can be told. `speed`: bytes a second. */
  | { readonly at: "sending"; readonly share: number; readonly speed: number | null; readonly left: number | null }
  | { readonly at: "arrived"; readonly blob: string; readonly cleaned: Cleaning }
  | { readonly at: "failed"; readonly error: unknown; readonly dropped: boolean };

export interface QueuedFile {
  readonly key: string;
  readonly file: File;
  readonly state: FileState;
}

/** What "still to come" is judged by: old progress counts for little after this many milliseconds. */
const MEMORY = 8_000;
let count = 0;

export class FileQueue {
  #files: QueuedFile[] = [];

  /** `changed` is called after every change of `files`. */
  constructor(
    private readonly sending: Sending,
    private readonly changed: () => void,
    private readonly verdict: (error: unknown) => Verdict,
    private readonly now: () => number = () => performance.now(),
  ) {}

  get files(): readonly QueuedFile[] {
    return this.#files;
  }

  /** Ids of the blobs of all that arrived, in the order in which they were chosen. */
  get blobs(): string[] {
    return this.#files.flatMap(({ state }) => (state.at === "arrived" ? [state.blob] : []));
  }

  /** How the files stand, for whoever asks whether all is well. */
  get standing(): { arrived: number; underway: number; failed: number } {
    const count = (...at: FileState["at"][]) => this.#files.filter(({ state }) => at.includes(state.at)).length;
    return { arrived: count("arrived"), underway: count("preparing", "sending"), failed: count("failed") };
  }

  add(files: Iterable<File>): void {
    for (const file of files) {
      count += 1;
      const queued: QueuedFile = { key: String(count), file, state: { at: "preparing" } };
      this.#files.push(queued);
      this.#send(queued);
    }
  }

  /** Sends a file anew that failed. */
  retry(key: string): void {
    const queued = this.#find(key);
    if (queued?.state.at === "failed") this.#send(queued);
  }

  /** Sends on what stopped because the line dropped; for when it is back. */
  resume(): void {
    for (const { key, state } of this.#files) if (state.at === "failed" && state.dropped) this.retry(key);
  }

  remove(key: string): void {
    if (this.#find(key) === undefined) return;
    this.sending.detach(key);
    this.#files = this.#files.filter((one) => one.key !== key);
    this.changed();
  }

  /** Forgets all of them, after they were sent with what they belong to. */
  clear(): void {
    this.#files = [];
    this.changed();
  }

  async #send({ key, file }: QueuedFile): Promise<void> {
    const pace = new Pace(file.size, this.now);
    this.#become(key, { at: "preparing" });
    try {
      const sent = await this.sending.attach(key, file, (share) => {
        this.#become(key, { at: "sending", share, ...pace.after(share) });
      });
      this.#become(key, { at: "arrived", ...sent });
    } catch (error) {
      const verdict = this.verdict(error);
      if (verdict !== "removed") this.#become(key, { at: "failed", error, dropped: verdict === "dropped" });
    }
  }

  #become(key: string, state: FileState): void {
    if (this.#find(key) === undefined) return;
    this.#files = this.#files.map((one) => (one.key === key ? { ...one, state } : one));
    this.changed();
  }

  #find(key: string): QueuedFile | undefined {
    return this.#files.find((one) => one.key === key);
  }
}

/** Speed and time left, from the shares told so far. */
class Pace {
  #told: { at: number; share: number }[] = [];

  constructor(
    private readonly size: number,
    private readonly now: () => number,
  ) {}

  after(share: number): { speed: number | null; left: number | null } {
    const at = this.now();
    this.#told = [...this.#told.filter((one) => at - one.at <= MEMORY), { at, share }];
    const first = this.#told[0] as { at: number; share: number };
    const [time, gone] = [at - first.at, share - first.share];
    if (time < 1_000 || gone <= 0) return { speed: null, left: null };
    const perSecond = gone / (time / 1_000);
    return { speed: perSecond * this.size, left: (1 - share) / perSecond };
  }
}

/** The files of one question or answer on their way: several at once, each with progress, another try, and removal. */

import type { Cleaning } from "../metadata";

/** How files are sent: the worker's `attach` and `detach`. */
export interface Carrier {
  /** Cleans, seals and uploads; `progress` is told the share that the server has. */
  attach(key: string, file: File, progress: (share: number) => void): Promise<{ blob: string; cleaned: Cleaning }>;
  /** Stops a file that is on its way, or leaves one out that arrived. */
  detach(key: string, blob: string | null): void;
}

export type FileState =
  | { readonly at: "preparing" }
  /** `left`: seconds that it may still take, or null before that can be told. `speed`: bytes a second. */
  | { readonly at: "sending"; readonly share: number; readonly speed: number | null; readonly left: number | null }
  | { readonly at: "arrived"; readonly blob: string; readonly cleaned: Cleaning }
  | { readonly at: "failed"; readonly error: unknown };

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

  /** `changed` is called after every change of `files`; `removed` tells which errors mean that a person removed it. */
  constructor(
    private readonly carrier: Carrier,
    private readonly changed: (key: string) => void,
    private readonly wasRemoved: (error: unknown) => boolean,
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

  remove(key: string): void {
    const queued = this.#find(key);
    if (queued === undefined) return;
    this.carrier.detach(key, queued.state.at === "arrived" ? queued.state.blob : null);
    this.#files = this.#files.filter((one) => one.key !== key);
    this.changed(key);
  }

  /** Forgets all of them, after they were sent with what they belong to. */
  clear(): void {
    this.#files = [];
    this.changed("");
  }

  async #send({ key, file }: QueuedFile): Promise<void> {
    const pace = new Pace(file.size, this.now);
    this.#become(key, { at: "preparing" });
    try {
      const sent = await this.carrier.attach(key, file, (share) => {
        this.#become(key, { at: "sending", share, ...pace.after(share) });
      });
      this.#become(key, { at: "arrived", ...sent });
    } catch (error) {
      if (!this.wasRemoved(error)) this.#become(key, { at: "failed", error });
    }
  }

  #become(key: string, state: FileState): void {
    if (this.#find(key) === undefined) return;
    this.#files = this.#files.map((one) => (one.key === key ? { ...one, state } : one));
    this.changed(key);
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

/** The page's side of the worker: typed calls, progress, and one kind of error. */

import { trustedScript } from "../common/trusted";
import type { Failure, Methods, Reply } from "./protocol";

/** An error that happened in the worker. `code` is the vault's ("vault/…"), the server's, or "network/…". */
export class WorkerError extends Error {
  override name = "WorkerError";
  readonly code: string;
  readonly detail: Failure["detail"];

  constructor(failure: Failure) {
    super(failure.message);
    this.code = failure.code;
    this.detail = failure.detail;
  }
}

interface Waiting {
  resolve: (value: unknown) => void;
  reject: (error: Error) => void;
  progress: (value: unknown) => void;
}

/** What is needed of a Worker; tests hand in a MessagePort-like one. */
export interface Line {
  postMessage(message: unknown, transfer?: Transferable[]): void;
  addEventListener(kind: string, listener: (event: Event) => void): void;
  terminate(): void;
}

/** One worker and the family of methods ("report" or "desk") that this page uses of it. */
export class Remote<M extends Methods> {
  private readonly waiting = new Map<number, Waiting>();
  private count = 0;
  private ended = false;

  constructor(
    private readonly line: Line,
    private readonly family: string,
  ) {
    line.addEventListener("message", (event) => this.receive((event as MessageEvent<Reply>).data));
    line.addEventListener("error", () => this.end("client/worker-failed", "The sealing worker could not run."));
  }

  /** Calls `method`. Raises WorkerError. */
  call<K extends keyof M & string>(
    method: K,
    argument: Parameters<M[K]>[0],
    progress: (value: Parameters<Parameters<M[K]>[1]>[0]) => void = () => {},
  ): Promise<Awaited<ReturnType<M[K]>>> {
    if (this.ended) return Promise.reject(new WorkerError({ code: "client/closed", message: "Closed.", detail: {} }));
    this.count += 1;
    const id = this.count;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, {
        resolve: resolve as Waiting["resolve"],
        reject,
        progress: progress as Waiting["progress"],
      });
      this.line.postMessage({ id, family: this.family, method, argument });
    });
  }

  /** Ends the worker and with it every secret that it held. */
  close(): void {
    this.end("client/closed", "Closed.");
  }

  private end(code: string, message: string): void {
    this.ended = true;
    this.line.terminate();
    for (const { reject } of this.waiting.values()) reject(new WorkerError({ code, message, detail: {} }));
    this.waiting.clear();
  }

  private receive(reply: Reply): void {
    const waiting = this.waiting.get(reply.id);
    if (!waiting) return;
    if (reply.kind === "progress") {
      waiting.progress(reply.value);
      return;
    }
    this.waiting.delete(reply.id);
    if (reply.kind === "result") waiting.resolve(reply.value);
    else waiting.reject(new WorkerError(reply.failure));
  }
}

/** Starts the worker at `address` (from the page's data-worker). */
export function connect<M extends Methods>(address: string, family: string): Remote<M> {
  return new Remote<M>(new Worker(trustedScript(address), { type: "module" }), family);
}

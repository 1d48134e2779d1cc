import { expect, test, vi } from "vitest";
import { Tampered } from "../vault/errors";
import { Receipt } from "../vault/receipt";
import type { Call, Methods, Reply } from "./protocol";
import { type Line, Remote } from "./rpc";
import { answer, type Families } from "./serve";

const methods = {
  double: (n: number) => 2 * n,
  count: async (to: number, progress: (n: number) => void) => {
    for (let n = 1; n <= to; n += 1) progress(n);
    return "done";
  },
  tamper: () => {
    throw new Tampered("Changed.");
  },
  read: (text: string) => Receipt.parse(text).text,
  never: () => new Promise<void>(() => {}),
} satisfies Methods;

/** A worker's line without a thread: the real two ends, with everything cloned on the way as a worker does. */
function line(families: Families): Line {
  const target = new EventTarget();
  const reply = (message: Reply) =>
    target.dispatchEvent(new MessageEvent("message", { data: structuredClone(message) }));
  return {
    postMessage: (message) => void answer(structuredClone(message) as Call, families, reply),
    addEventListener: (kind, listener) => target.addEventListener(kind, listener),
    terminate: () => undefined,
  };
}

const remote = () => new Remote<typeof methods>(line({ test: async () => methods }), "test");

test("calls come back with their own results, whatever their order", async () => {
  const worker = remote();
  expect(await Promise.all([worker.call("double", 1), worker.call("double", 2), worker.call("double", 3)])).toEqual([
    2, 4, 6,
  ]);
});

test("progress arrives before the result", async () => {
  const seen: number[] = [];
  expect(await remote().call("count", 3, (n) => seen.push(n))).toBe("done");
  expect(seen).toEqual([1, 2, 3]);
});

test("an error keeps its code and what a page needs of it", async () => {
  await expect(remote().call("tamper", undefined as never)).rejects.toMatchObject({ code: "vault/tampered" });
  const right = Receipt.fromBytes(new Uint8Array(15)).text;
  const wrong = `1${right.slice(1)}`;
  await expect(remote().call("read", wrong)).rejects.toMatchObject({
    code: "receipt/mendable",
    detail: { suggestion: right },
  });
});

test("a family is loaded once it is asked for, and not before", async () => {
  const load = vi.fn(async () => methods);
  const worker = new Remote<typeof methods>(
    line({ test: load, other: async () => Promise.reject(new Error("loaded")) }),
    "test",
  );
  expect(load).not.toHaveBeenCalled();
  await worker.call("double", 1);
  expect(load).toHaveBeenCalled();
});

test("only a family's own methods can be called", async () => {
  const worker = new Remote<Methods>(line({ test: async () => methods }), "test");
  await expect(worker.call("toString", undefined)).rejects.toMatchObject({ code: "client/fault" });
});

test("closing fails whatever was waiting, and everything after", async () => {
  const worker = remote();
  const waiting = worker.call("never", undefined as never);
  worker.close();
  await expect(waiting).rejects.toMatchObject({ code: "client/closed" });
  await expect(worker.call("double", 1)).rejects.toMatchObject({ code: "client/closed" });
});

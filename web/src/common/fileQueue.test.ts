import { describe, expect, test, vi } from "vitest";
import type { Cleaning } from "../metadata";
import { FileQueue, type Sending } from "./fileQueue";

const CLEANED: Cleaning = { state: "cleaned", removed: [], left: [] };
const REMOVED = new Error("removed");
const DROPPED = new Error("the line dropped");
const verdict = (error: unknown) => (error === REMOVED ? "removed" : error === DROPPED ? "dropped" : "refused");
const file = (name: string, size = 4) => new File([new Uint8Array(size)], name);

/** A line that the test moves on by hand. */
class Line implements Sending {
  readonly sent: {
    key: string;
    arrive: () => void;
    fail: (error: Error) => void;
    progress: (share: number) => void;
  }[] = [];
  readonly detached: string[] = [];

  attach(key: string, { name }: File, progress: (share: number) => void): Promise<{ blob: string; cleaned: Cleaning }> {
    return new Promise((resolve, reject) => {
      this.sent.push({
        key,
        arrive: () => resolve({ blob: `blob of ${name}`, cleaned: CLEANED }),
        fail: reject,
        progress,
      });
    });
  }

  detach(key: string): void {
    this.detached.push(key);
    this.sent.find((one) => one.key === key)?.fail(REMOVED);
  }
}

function queue() {
  const line = new Line();
  const clock = { now: 0 };
  const files = new FileQueue(line, vi.fn(), verdict, () => clock.now);
  return { line, clock, files };
}
const settled = () => new Promise((resolve) => setTimeout(resolve));

describe("files on their way", () => {
  test("are sent side by side and counted by how they stand", async () => {
    const { line, files } = queue();
    files.add([file("a"), file("b"), file("c")]);
    line.sent[1]?.arrive();
    line.sent[2]?.fail(new Error("the line dropped"));
    await settled();
    expect(files.standing).toEqual({ arrived: 1, underway: 1, failed: 1 });
    expect(files.blobs).toEqual(["blob of b"]);
  });

  test("tell how fast they go and how long they may still take, once that can be told", () => {
    const { line, clock, files } = queue();
    files.add([file("a", 1000)]);
    const [sending] = line.sent;
    sending?.progress(0);
    expect(files.files[0]?.state).toEqual({ at: "sending", share: 0, speed: null, left: null });
    clock.now = 2_000;
    sending?.progress(0.5);
    expect(files.files[0]?.state).toEqual({ at: "sending", share: 0.5, speed: 250, left: 2 });
  });

  test("judge their speed by what came lately, not by a fast start", () => {
    const { line, clock, files } = queue();
    files.add([file("a", 1000)]);
    for (const [now, share] of [
      [0, 0],
      [1_000, 0.5],
      [9_500, 0.55],
      [17_000, 0.6],
    ] as const) {
      clock.now = now;
      line.sent[0]?.progress(share);
    }
    expect(files.files[0]?.state).toMatchObject({ at: "sending", left: expect.closeTo(60, 0) });
  });

  test("that failed go again when asked, and only then", async () => {
    const { line, files } = queue();
    files.add([file("a")]);
    line.sent[0]?.fail(new Error("the line dropped"));
    await settled();
    const [failed] = files.files;
    files.retry(failed?.key ?? "");
    line.sent[1]?.arrive();
    await settled();
    files.retry(failed?.key ?? "");
    expect(files.blobs).toEqual(["blob of a"]);
    expect(line.sent).toHaveLength(2);
  });

  test("that stopped because the line dropped go on when it is back, and no others", async () => {
    const { line, files } = queue();
    files.add([file("a"), file("b")]);
    line.sent[0]?.fail(DROPPED);
    line.sent[1]?.fail(new Error("too large"));
    await settled();
    files.resume();
    expect(line.sent.map((one) => one.key).slice(2)).toEqual([files.files[0]?.key]);
  });

  test("that are removed are stopped where they are, and leave nothing that looks like a failure", async () => {
    const { line, files } = queue();
    files.add([file("a"), file("b")]);
    line.sent[1]?.arrive();
    await settled();
    const [a, b] = files.files.map((one) => one.key);
    files.remove(a as string);
    files.remove(b as string);
    await settled();
    expect(line.detached).toEqual([a, b]);
    expect(files.files).toEqual([]);
  });
});

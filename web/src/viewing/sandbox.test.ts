import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { Asked, Told } from "../viewer/viewerWire";
import { Sandbox, type Sign } from "./sandbox";

/** As the browser's: a class, so that nothing else passes for one. */
class Bitmap {
  constructor(
    readonly width: number,
    readonly height: number,
  ) {}
}

const WORDS = { name: "a.pdf", language: "en", direction: "ltr", page: "{n}", unshown: "-" };

let answer: (asked: Asked) => unknown;
let signs: Sign[];
let sandbox: Sandbox;
let tell: (told: unknown) => void;

/** Ports that deliver at once, since Node's would copy a bitmap's class away. */
class Port {
  onmessage: ((event: { data: unknown }) => void) | null = null;
  other: Port | null = null;
  postMessage(data: unknown): void {
    this.other?.onmessage?.({ data });
  }
  close(): void {
    this.onmessage = null;
  }
}

class Channel {
  readonly port1 = new Port();
  readonly port2 = new Port();
  constructor() {
    this.port1.other = this.port2;
    this.port2.other = this.port1;
  }
}

beforeAll(() => {
  vi.stubGlobal("ImageBitmap", Bitmap);
  vi.stubGlobal("MessageChannel", Channel);
});

/** A frame that answers as `answer` says. */
beforeEach(() => {
  answer = () => undefined;
  signs = [];
  const contentWindow = {
    postMessage: (_hello: unknown, target: string, [port]: [Port]) => {
      expect(target).toBe("*");
      tell = (told) => queueMicrotask(() => port.postMessage(told));
      port.onmessage = ({ data }) => {
        const told = answer(data as Asked);
        if (told !== undefined) tell(told);
      };
    },
  };
  sandbox = new Sandbox({ contentWindow } as unknown as HTMLIFrameElement, (sign) => signs.push(sign));
});

afterEach(() => vi.useRealTimers());

const size = (page: number): Told => ({ kind: "size", page, width: 100, height: 50 });

describe("the frame's pixels", () => {
  it("are asked for by size, and are what was asked for", async () => {
    answer = (asked) =>
      asked.kind === "pixels"
        ? { kind: "pixels", page: asked.page, bitmap: new Bitmap(asked.width, asked.height) }
        : size(3);
    expect(await sandbox.pixels(3, 2)).toEqual(new Bitmap(200, 100));
  });

  it.each([
    ["of another size", { kind: "pixels", page: 0, bitmap: new Bitmap(201, 100) }],
    ["that are no bitmap", { kind: "pixels", page: 0, bitmap: { width: 200, height: 100 } }],
    ["that failed", { kind: "failed", page: 0 }],
    ["with a document beside them", { kind: "document", page: 0, html: "<p>" }],
  ])("%s are refused", async (_name, told) => {
    vi.useFakeTimers();
    answer = (asked) => (asked.kind === "pixels" ? told : size(0));
    const refused = expect(sandbox.pixels(0, 2)).rejects.toMatchObject({ code: "desk/no-pixels" });
    await vi.advanceTimersByTimeAsync(31_000);
    await refused;
  });

  it("of a page without a size are not asked for", async () => {
    const asked: string[] = [];
    answer = (one) => {
      asked.push(one.kind);
      return { kind: "failed", page: 0 };
    };
    await expect(sandbox.pixels(0, 1)).rejects.toMatchObject({ code: "desk/no-pixels" });
    expect(asked).toEqual(["size"]);
  });
});

describe("a file in the frame", () => {
  it("is shown, or is said to be unreadable", async () => {
    answer = () => ({ kind: "shown", sort: "text", pages: 0, cut: true });
    expect(await sandbox.show(new Blob(["x"]), WORDS)).toMatchObject({ kind: "shown", cut: true });
    answer = () => ({ kind: "unreadable", reason: "encrypted" });
    expect(await sandbox.show(new Blob(["x"]), WORDS)).toEqual({ kind: "unreadable", reason: "encrypted" });
  });

  it("that says nothing for half a minute is given up, and so is one that was closed", async () => {
    vi.useFakeTimers();
    const shown = sandbox.show(new Blob(["x"]), WORDS);
    await vi.advanceTimersByTimeAsync(31_000);
    expect(await shown).toEqual({ kind: "unreadable", reason: "silent" });
    const other = sandbox.show(new Blob(["x"]), WORDS);
    sandbox.close();
    expect(await other).toEqual({ kind: "unreadable", reason: "silent" });
  });

  it("may press the few keys that there are, and say that somebody is there", async () => {
    for (const said of [{ kind: "key", key: "n" }, { kind: "key", key: "Delete" }, { kind: "alive" }, { kind: "go" }]) {
      tell(said);
    }
    await Promise.resolve();
    expect(signs).toEqual([{ kind: "key", key: "n" }, { kind: "alive" }]);
  });
});

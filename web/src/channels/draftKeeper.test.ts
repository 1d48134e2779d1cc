import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ApiError } from "../common/api";
import { DraftKeeper } from "./draftKeeper";
import type { Tree } from "./tree";
import type { Saved } from "./wire";

const FRESH: Saved = { revision: 1, problems: [] };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A server that keeps what it is sent and counts its revisions. */
function server() {
  const kept: Tree[] = [];
  const save = async (revision: number, body: Tree): Promise<Saved> => {
    if (revision !== kept.length + 1) throw new ApiError("draft/changed", "Changed.", 409);
    kept.push(body);
    return { revision: revision + 1, problems: [{ place: "law", code: "definition/invalid", sentence: "Missing." }] };
  };
  return { kept, save };
}

describe("a draft in the browser", () => {
  it("is saved once after a pause, with the last words, and learns its problems", async () => {
    const { kept, save } = server();
    const keeper = new DraftKeeper({}, FRESH, save);
    keeper.change({ a: 1 });
    keeper.change({ a: 2 });
    expect(keeper.standing).toBe("changed");
    await vi.runAllTimersAsync();
    expect(kept).toEqual([{ a: 2 }]);
    expect([keeper.standing, keeper.revision, keeper.problems.length]).toEqual(["saved", 2, 1]);
  });

  it("saves again what was written while it was being saved", async () => {
    const { kept, save } = server();
    const keeper = new DraftKeeper({}, FRESH, async (revision, body) => {
      if (kept.length === 0) keeper.change({ a: 2 });
      return save(revision, body);
    });
    keeper.change({ a: 1 });
    await vi.runAllTimersAsync();
    expect(kept).toEqual([{ a: 1 }, { a: 2 }]);
    expect(keeper.standing).toBe("saved");
  });

  it("never writes over a colleague's words: after a conflict nothing more is sent", async () => {
    const { kept, save } = server();
    const keeper = new DraftKeeper({}, { revision: 7, problems: [] }, save);
    keeper.change({ a: 1 });
    await vi.runAllTimersAsync();
    keeper.change({ a: 2 });
    await vi.runAllTimersAsync();
    expect(keeper.standing).toBe("conflict");
    expect(kept).toEqual([]);
    expect(keeper.body).toEqual({ a: 2 });
  });

  it("keeps what could not be sent, says so, and sends it when asked again", async () => {
    const { kept, save } = server();
    let reachable = false;
    const keeper = new DraftKeeper({}, FRESH, (revision, body) =>
      reachable ? save(revision, body) : Promise.reject(new ApiError("network/unreachable", "No.", 0)),
    );
    keeper.change({ a: 1 });
    await vi.runAllTimersAsync();
    expect(keeper.standing).toBe("failed");
    reachable = true;
    await keeper.settle();
    expect([keeper.standing, kept]).toEqual(["saved", [{ a: 1 }]]);
  });
});

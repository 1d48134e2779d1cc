import { createHash } from "node:crypto";
import { afterEach, describe, expect, test, vi } from "vitest";
import { toHex } from "./bytes";
import { StreamHash } from "./streamHash";

const MEBIBYTE = 1024 * 1024;

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("the hash of a stream", () => {
  /** The hash of this many pieces of a mebibyte and one more byte, and what it should be. */
  async function both(mebibytes: number): Promise<[string, string]> {
    const [ours, nodes] = [new StreamHash(), createHash("sha256")];
    const piece = new Uint8Array(MEBIBYTE);
    for (let i = 0; i < mebibytes; i++) {
      piece.fill(i);
      ours.update(piece);
      nodes.update(piece);
    }
    ours.update(piece.subarray(0, 1));
    return [toHex(await ours.digest()), nodes.update(piece.subarray(0, 1)).digest("hex")];
  }

  test.each([0, 15, 16, 18])("of %i MiB and a byte is right, though its pieces are used again", async (mebibytes) => {
    const [ours, nodes] = await both(mebibytes);
    expect(ours).toBe(nodes);
  });

  test("is right where the page has no WebCrypto", async () => {
    vi.stubGlobal("crypto", {});
    const [ours, nodes] = await both(2);
    expect(ours).toBe(nodes);
  });
});

import { describe, expect, test, vi } from "vitest";
import { PieceSource } from "./tus";

const PIECE = 100;
const SIZE = 350;

/** A sealed file of 350 bytes, made ten at a time as it is read; it fails where `broken` says. */
function sealing({ broken = Number.POSITIVE_INFINITY } = {}) {
  const made = { bytes: 0 };
  const stream = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (made.bytes >= broken) controller.error(new Error("The file changed."));
        else if (made.bytes === SIZE) controller.close();
        else controller.enqueue(new Uint8Array(10).fill(made.bytes / 10));
        made.bytes = Math.min(made.bytes + 10, SIZE);
      },
    },
    { highWaterMark: 0 },
  );
  return { made, source: new PieceSource(stream.getReader(), SIZE) };
}

async function bytesOf(sliced: { value: Blob | null }): Promise<number[]> {
  return [...new Uint8Array((await sliced.value?.arrayBuffer()) ?? [])];
}

const whole = Array.from({ length: SIZE }, (_, at) => Math.floor(at / 10));

describe("a sealed file on its way", () => {
  test("goes piece by piece, each again where the server asks for it", async () => {
    const { source } = sealing();
    expect(await bytesOf(await source.slice(0, PIECE))).toEqual(whole.slice(0, 100));
    expect(await bytesOf(await source.slice(0, PIECE))).toEqual(whole.slice(0, 100));
    expect(await bytesOf(await source.slice(40, 40 + PIECE))).toEqual(whole.slice(40, 140));
    expect(await bytesOf(await source.slice(140, 240))).toEqual(whole.slice(140, 240));
    const last = await source.slice(240, 340 + PIECE);
    expect([await bytesOf(last), last.done]).toEqual([whole.slice(240), true]);
    await expect(source.slice(0, PIECE)).rejects.toMatchObject({ code: "upload/lost" });
  });

  test("is sealed one piece ahead of the one that is being sent, and no further", async () => {
    const { made, source } = sealing();
    await source.slice(0, PIECE);
    await vi.waitFor(() => expect(made.bytes).toBe(2 * PIECE));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(made.bytes).toBe(2 * PIECE);
    await source.slice(PIECE, 2 * PIECE);
    await vi.waitFor(() => expect(made.bytes).toBe(3 * PIECE));
  });

  test("that fails ahead is told with the piece that it fails in", async () => {
    const { source } = sealing({ broken: 150 });
    expect(await bytesOf(await source.slice(0, PIECE))).toEqual(whole.slice(0, 100));
    await expect(source.slice(PIECE, 2 * PIECE)).rejects.toThrow("The file changed.");
  });
});

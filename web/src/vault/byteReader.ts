/** Reads a source of byte pieces of any sizes in the pieces that a format needs; flat in memory. */
import { type Bytes, concat } from "./bytes";

export type ByteSource = AsyncIterable<Uint8Array>;

const NOTHING = new Uint8Array();

export class ByteReader {
  readonly #source: AsyncIterator<Uint8Array>;
  #piece: Uint8Array = NOTHING;
  #ended = false;

  constructor(source: ByteSource) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** The next `n` bytes in new memory, or fewer when the source ends before. */
  async upTo(n: number): Promise<Bytes> {
    const out = new Uint8Array(n);
    let filled = 0;
    while (filled < n && (this.#piece.length > 0 || (await this.#fill()))) {
      const piece = this.#piece;
      const taken = Math.min(piece.length, n - filled);
      out.set(taken === piece.length ? piece : piece.subarray(0, taken), filled);
      this.#piece = taken === piece.length ? NOTHING : piece.subarray(taken);
      filled += taken;
    }
    return filled === n ? out : out.slice(0, filled);
  }

  /** Everything up to and including the next `byte`, at most `limit` bytes of it; all that is left when none comes. */
  async through(byte: number, limit: number): Promise<Bytes> {
    const parts: Uint8Array[] = [];
    let found = false;
    for (let left = limit; !found && left > 0 && !(await this.atEnd()); ) {
      const at = this.#piece.subarray(0, left).indexOf(byte);
      found = at >= 0;
      const part = await this.upTo(found ? at + 1 : Math.min(this.#piece.length, left));
      left -= part.length;
      parts.push(part);
    }
    return concat(...parts);
  }

  /** Whether no byte is left. */
  async atEnd(): Promise<boolean> {
    return this.#piece.length === 0 && !(await this.#fill());
  }

  /** Gets the next piece that is not empty; false when there is none. */
  async #fill(): Promise<boolean> {
    while (!this.#ended) {
      const next = await this.#source.next();
      this.#ended = next.done === true;
      this.#piece = next.done ? NOTHING : next.value;
      if (this.#piece.length > 0) return true;
    }
    return false;
  }

  /** Tells the source that no more is wanted. */
  async close(): Promise<void> {
    this.#ended = true;
    await this.#source.return?.();
  }
}

/** A source of these pieces. */
export async function* pieces(...parts: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* parts;
}

/** A source that reads a stream, and cancels it when nobody reads on. */
export async function* fromStream(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  let finished = false;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      yield value;
    }
    finished = true;
  } finally {
    if (!finished) await reader.cancel().catch(() => undefined);
    reader.releaseLock();
  }
}

/** A stream of what a source gives, pulled as it is read; an error of the source is the stream's. */
export function toStream(source: AsyncGenerator<Bytes>): ReadableStream<Bytes> {
  return new ReadableStream<Bytes>(
    {
      async pull(controller) {
        const next = await source.next();
        if (next.done) controller.close();
        else controller.enqueue(next.value);
      },
      async cancel() {
        await source.return(undefined);
      },
    },
    { highWaterMark: 0 },
  );
}

/** All that a source gives, in one piece. */
export async function collect(source: ByteSource): Promise<Bytes> {
  const parts: Uint8Array[] = [];
  for await (const part of source) parts.push(part);
  return concat(...parts);
}

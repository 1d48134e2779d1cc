/**
 * Uploading a sealed stream by tus 1.0: in pieces, resumed where the server says it stands, or taken back.
 *
 * Nothing of the upload is kept on the device and no metadata is sent (protocol §8). The bytes go by `fetch`, so that
 * workers, pages and tests take the same path. A few pieces are held in memory, whatever the size.
 */

import { type HttpRequest, type HttpStack, Upload } from "tus-js-client";
import { ApiError } from "./api";

const PIECE = 1024 * 1024;
const RETRY_DELAYS = [0, 1000, 3000, 8000, 20_000];

export interface UploadOptions {
  /** Called with bytes sent and bytes in all. */
  progress?: (sent: number, total: number) => void;
  signal?: AbortSignal;
  /** Milliseconds before each further try. */
  retryDelays?: readonly number[];
}

/** `size` bytes of a stream on their way to `address` (absolute, made for this upload by the server). */
export class StreamUpload {
  private readonly reader: ReadableStreamDefaultReader<Uint8Array>;
  private readonly source: PieceSource;

  constructor(
    private readonly address: string,
    stream: ReadableStream<Uint8Array>,
    private readonly size: number,
  ) {
    this.reader = stream.getReader();
    this.source = new PieceSource(this.reader, size);
  }

  /**
   * Sends until the server has all of it; the stream is then read to its very end. After a failure it may be called
   * again, and goes on where the server stands. Raises ApiError ("upload/…"); an abort raises the signal's reason.
   */
  run({ progress = () => {}, signal, retryDelays = RETRY_DELAYS }: UploadOptions = {}): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      const upload = new Upload(this.reader, {
        uploadUrl: this.address,
        uploadSize: this.size,
        chunkSize: PIECE,
        retryDelays: [...retryDelays],
        storeFingerprintForResuming: false,
        fingerprint: async () => "",
        httpStack: new FetchStack(),
        fileReader: { openFile: async () => this.source },
        onProgress: (sent) => progress(sent, this.size),
        onSuccess: () => resolve(),
        onError: (error) => reject(readable(error)),
      });
      signal?.addEventListener("abort", () => {
        upload.abort();
        reject(signal.reason);
      });
      signal?.throwIfAborted();
      upload.start();
    });
  }

  /** Ends it: nothing more is read, and the server forgets what came. What cannot be asked for now ends within days. */
  async takeBack(retryDelays: readonly number[] = RETRY_DELAYS): Promise<void> {
    this.reader.cancel().catch(() => undefined);
    const options = { httpStack: new FetchStack(), retryDelays: [...retryDelays] };
    await Upload.terminate(this.address, options).catch(() => undefined);
  }
}

function readable(error: Error): Error {
  if (error instanceof ApiError) return error;
  const response = "originalResponse" in error ? (error.originalResponse as { getStatus(): number } | null) : null;
  const status = response?.getStatus() ?? 0;
  const cause = "causingError" in error ? (error.causingError as Error | null) : null;
  if (cause && "code" in cause) return cause;
  return new ApiError(status === 0 ? "network/unreachable" : "upload/refused", "The upload did not arrive.", status);
}

/**
 * Reads the stream piece by piece: the last one is kept, so that it can be sent again, and while it is on its way the
 * next one is sealed.
 */
export class PieceSource {
  private buffer = new Uint8Array(0);
  private start = 0;
  private reading: Promise<void> = Promise.resolve();

  constructor(
    private readonly reader: ReadableStreamDefaultReader<Uint8Array>,
    readonly size: number,
  ) {}

  async slice(start: number, end: number): Promise<{ value: Blob | null; done: boolean }> {
    if (start < this.start) throw new ApiError("upload/lost", "The server lost a part of this upload.", 0);
    const wanted = Math.min(end, this.size);
    await this.readTo(wanted);
    this.buffer = this.buffer.slice(start - this.start);
    this.start = start;
    if (wanted === this.size) await this.drain();
    const value = new Blob([this.buffer.subarray(0, wanted - start)]);
    this.readTo(Math.min(2 * wanted - start, this.size)).catch(() => undefined); // told when that piece is asked for
    return { value, done: wanted === this.size };
  }

  /** tus calls this when the server has everything. */
  close(): void {
    this.buffer = new Uint8Array(0);
  }

  /** One reading after the other; after one that failed all fail. */
  private readTo(end: number): Promise<void> {
    this.reading = this.reading.then(() => this.readOn(end));
    return this.reading;
  }

  private async readOn(end: number): Promise<void> {
    const parts: Uint8Array[] = [];
    for (let at = this.start + this.buffer.length; at < end; ) {
      const { value, done } = await this.reader.read();
      if (done) throw new ApiError("upload/short", "The file ended before its end.", 0);
      parts.push(value);
      at += value.length;
    }
    if (parts.length > 0) this.buffer = joined([this.buffer, ...parts]);
  }

  /** Nothing may follow; reading on is what lets the sealer finish. */
  private async drain(): Promise<void> {
    for (;;) {
      const { value, done } = await this.reader.read();
      if (done) return;
      if (value.length > 0) throw new ApiError("upload/long", "The file is longer than it was said to be.", 0);
    }
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

class FetchStack implements HttpStack {
  createRequest(method: string, url: string): HttpRequest {
    return new FetchRequest(method, url);
  }

  getName(): string {
    return "fetch";
  }
}

class FetchRequest implements HttpRequest {
  private readonly headers = new Map<string, string>();
  private readonly control = new AbortController();

  constructor(
    private readonly method: string,
    private readonly url: string,
  ) {}

  getMethod(): string {
    return this.method;
  }

  getURL(): string {
    return this.url;
  }

  setHeader(header: string, value: string): void {
    this.headers.set(header, value);
  }

  getHeader(header: string): string | undefined {
    return this.headers.get(header);
  }

  setProgressHandler(): void {}

  async send(body: Blob | null) {
    const response = await fetch(this.url, {
      method: this.method,
      headers: Object.fromEntries(this.headers),
      body: body ?? null,
      credentials: "omit",
      cache: "no-store",
      redirect: "error",
      referrerPolicy: "no-referrer",
      signal: this.control.signal,
    });
    const text = await response.text();
    return {
      getStatus: () => response.status,
      getHeader: (header: string) => response.headers.get(header) ?? undefined,
      getBody: () => text,
      getUnderlyingObject: () => response,
    };
  }

  async abort(): Promise<void> {
    this.control.abort();
  }

  getUnderlyingObject(): undefined {
    return undefined;
  }
}

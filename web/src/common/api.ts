/** Typed JSON over fetch. Every failure is an ApiError with the server's code, or "network/…" when no answer came. */

export class ApiError extends Error {
  override name = "ApiError";

  /** `status` is 0 when there was no answer. `field` points into what was sent ("items[0].sealed"). */
  constructor(
    readonly code: string,
    message: string,
    readonly status: number,
    readonly field?: string,
  ) {
    super(message);
  }

  /** Whether the same request, sent again, might be answered otherwise. */
  get passing(): boolean {
    if (this.code.startsWith("quota/")) return false; // tomorrow, not in a minute
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
  }
}

/** What every request to do with uploads carries. */
export const TUS = { "Tus-Resumable": "1.0.0" };

export interface ApiOptions {
  /** "omit" at the report door (the default), "same-origin" at the desk. */
  credentials?: "omit" | "same-origin";
  /** Asked before every request that changes something: the desk's CSRF header. */
  headers?: () => Promise<Record<string, string>>;
  /** How long one answer may take, in milliseconds. Slow networks (Tor) need minutes. */
  patience?: number;
}

/** The API under one address, such as "/api/v1/meridian". */
export class Api {
  constructor(
    readonly base: string,
    private readonly options: ApiOptions = {},
  ) {}

  /** Raises ApiError. */
  get<T>(path: string): Promise<T> {
    return this.json<T>("GET", path);
  }

  /** Sends `body` as JSON; bytes are sent as they are, so that a second try sends the very same ones. */
  async send<T>(method: "POST" | "PUT", path: string, body: unknown, headers: Record<string, string> = {}): Promise<T> {
    const content = body instanceof Uint8Array ? (body as Uint8Array<ArrayBuffer>) : JSON.stringify(body ?? {});
    return this.json<T>(method, path, content, { "Content-Type": "application/json", ...headers });
  }

  /** Removes what is at `path`; there is no answer but that it is gone. */
  async remove(path: string): Promise<void> {
    const response = await this.fetch("DELETE", path, null, {});
    if (!response.ok) throw await errorFrom(response);
  }

  /** The bytes at `path`, as they arrive; asked for by POST where there is a `body`, so that no address holds it. */
  async stream(path: string, body?: object): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
    const content = body && JSON.stringify(body);
    const headers = content ? { "Content-Type": "application/json" } : {};
    const response = await this.fetch(content ? "POST" : "GET", path, content ?? null, headers, false);
    if (!response.ok) throw await errorFrom(response);
    return response.body ?? new Blob([]).stream();
  }

  private async json<T>(method: string, path: string, body: BodyInit | null = null, headers = {}): Promise<T> {
    const response = await this.fetch(method, path, body, { Accept: "application/json", ...headers });
    if (!response.ok) throw await errorFrom(response);
    try {
      return (await response.json()) as T;
    } catch {
      throw new ApiError("network/answer-lost", "The answer did not arrive whole.", 0);
    }
  }

  private async fetch(method: string, path: string, body: BodyInit | null, headers: object, timed = true) {
    const extra = method === "GET" ? {} : ((await this.options.headers?.()) ?? {});
    try {
      return await fetch(this.base + path, {
        method,
        body,
        headers: { ...headers, ...extra },
        credentials: this.options.credentials ?? "omit",
        cache: "no-store",
        redirect: "error",
        referrerPolicy: "no-referrer",
        ...(timed ? { signal: AbortSignal.timeout(this.options.patience ?? 180_000) } : {}),
      });
    } catch {
      throw new ApiError("network/unreachable", "The server did not answer.", 0);
    }
  }
}

async function errorFrom(response: Response): Promise<ApiError> {
  try {
    const { error } = (await response.json()) as { error: { code: string; message: string; field?: string } };
    return new ApiError(String(error.code), String(error.message), response.status, error.field);
  } catch {
    return new ApiError("network/unexpected-answer", `The server answered ${response.status}.`, response.status);
  }
}

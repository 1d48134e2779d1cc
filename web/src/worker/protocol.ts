/** What passes between a page and its worker. */

export interface Call {
  id: number;
  family: string;
  method: string;
  argument: unknown;
}

export interface Failure {
  code: string;
  message: string;
  /** Whatever else the error carries that a page can use: `field`, `suggestion`, `status`. */
  detail: Record<string, string | number>;
}

export type Reply =
  | { id: number; kind: "result"; value: unknown }
  | { id: number; kind: "progress"; value: unknown }
  | { id: number; kind: "failure"; failure: Failure };

/** One argument in, one result out, and any number of progress reports between. */
// biome-ignore lint/suspicious/noExplicitAny: each family of methods has its own argument and progress types
export type Method = (argument: any, progress: (value: any) => void) => unknown;
export type Methods = Record<string, Method>;

/** An error, made ready to cross. Secrets never travel in errors: only code, message and plain details do. */
export function failureOf(error: unknown): Failure {
  const source = error instanceof Error ? error : new Error(String(error));
  const detail: Failure["detail"] = {};
  for (const [name, value] of Object.entries(source)) {
    if (name !== "code" && (typeof value === "string" || typeof value === "number")) detail[name] = value;
  }
  const code = "code" in source && typeof source.code === "string" ? source.code : "client/fault";
  return { code, message: source.message, detail };
}

/**
 * Small checks that bodies are made of, and the canonical JSON they are written in (protocol §3).
 *
 * A check takes any value and returns null when it is right, or a few words on what is wrong. Checks never throw.
 */
import { KINDS } from "./place";

export type Check = (value: unknown) => string | null;
type OptionalCheck = Check & { optional?: true };

const HASH = /^[0-9a-f]{64}$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const DATE = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;
const LONE_SURROGATE = /\p{Surrogate}/u;
const FIELD_ID = /^[a-z][a-z0-9_-]{0,63}$/;
/** 1,216 bytes are 405 whole groups of three and one byte over: its last symbol carries two bits and four zeros. */
const RECIPIENT = /^[A-Za-z0-9+/]{1621}[AQgw]==$/;
/** A receipt as it is shown: seven groups of four. */
const RECEIPT = /^[0-9A-Z]{4}(-[0-9A-Z]{4}){6}$/;
const GENERATION_MAX = 0xffff_ffff;

/** A text of this pattern; `what` says so in words. */
export function matching(pattern: RegExp, what: string): Check {
  return (value) => (typeof value === "string" && pattern.test(value) ? null : `expected ${what}`);
}

function wholeUpTo(most: number): Check {
  return (value) =>
    typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= most
      ? null
      : `expected a whole number from 0 to ${most}`;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function date(value: unknown): string | null {
  if (typeof value === "string" && DATE.test(value) && !value.startsWith("0000")) {
    const time = Date.parse(`${value}T00:00:00Z`);
    if (!Number.isNaN(time) && new Date(time).toISOString().startsWith(value)) return null;
  }
  return "expected a date as YYYY-MM-DD";
}

/** Text that has a UTF-8 form: no half of a surrogate pair. */
function text(value: unknown): string | null {
  return typeof value === "string" && !LONE_SURROGATE.test(value) ? null : "expected text";
}

function list(of: Check, { least = 0 } = {}): Check {
  return (value) => {
    if (!Array.isArray(value)) return "expected a list";
    if (value.length < least) return `expected at least ${least} in the list`;
    return value.map(of).find((wrong) => wrong !== null) ?? null;
  };
}

/** A list of strings in strictly ascending order. */
function ascending(of: Check): Check {
  return (value) => {
    const wrong = of(value);
    if (wrong !== null) return wrong;
    const items = value as string[];
    return items.every((item, i) => i === 0 || (items[i - 1] as string) < item) ? null : "expected ascending order";
  };
}

function optional(of: Check): OptionalCheck {
  return Object.assign((value: unknown) => of(value), { optional: true as const });
}

function object(fields: Record<string, OptionalCheck>): Check {
  return (value) => {
    if (!isPlainObject(value)) return "expected an object";
    const foreign = Object.keys(value).find((key) => !Object.hasOwn(fields, key));
    if (foreign !== undefined) return `unexpected “${foreign}”`;
    for (const [key, of] of Object.entries(fields)) {
      if (!Object.hasOwn(value, key)) {
        if (of.optional) continue;
        return `“${key}” is missing`;
      }
      const wrong = of(value[key]);
      if (wrong !== null) return `“${key}”: ${wrong}`;
    }
    return null;
  };
}

/** By field id, what `of` accepts. */
function byField(of: Check): Check {
  return (value) => {
    if (!isPlainObject(value)) return "expected answers by field";
    for (const [field, answer] of Object.entries(value)) {
      if (!FIELD_ID.test(field)) return `“${field}” is no field id`;
      const wrong = of(answer);
      if (wrong !== null) return `“${field}”: ${wrong}`;
    }
    return null;
  };
}

/** A text, or several. */
const texts: Check = (value) => (Array.isArray(value) ? list(text)(value) : text(value));
/** One entry of a repeated question, with at least one answer. */
const entry: Check = (value) => byField(texts)(value) ?? (Object.keys(value as object).length > 0 ? null : "empty");
const isEntries = (value: unknown): boolean => Array.isArray(value) && value.some(isPlainObject);
const answers = byField((value) => (isEntries(value) ? list(entry)(value) : texts(value)));

function oneOf(...allowed: readonly (string | number)[]): Check {
  return (value) => (allowed.some((one) => Object.is(one, value)) ? null : `expected one of ${allowed.join(", ")}`);
}

/** A kind that a part may have: any known kind but the report, which names the parts. */
function partKind(value: unknown): string | null {
  return typeof value === "string" && value !== "report" && Object.hasOwn(KINDS, value) ? null : "expected a kind";
}

export const check = {
  date,
  text,
  list,
  ascending,
  optional,
  object,
  answers,
  oneOf,
  partKind,
  hash: matching(HASH, "64 lower-case hex digits"),
  uuid: matching(UUID, "a lower-case UUID"),
  recipient: matching(RECIPIENT, "a recipient of 1,216 bytes as base64"),
  fieldId: matching(FIELD_ID, "an id"),
  receipt: matching(RECEIPT, "a receipt in seven groups of four"),
  whole: wholeUpTo(Number.MAX_SAFE_INTEGER),
  generation: wholeUpTo(GENERATION_MAX),
};

/**
 * JSON with keys in ascending order and no spaces. All keys of bodies are ASCII, so that every language sorts alike.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    isPlainObject(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner,
  );
}

/**
 * What the desk's page and the sandboxed frame say to each other, over one port. The frame holds a stranger's file, so
 * the page believes nothing of it: whatever it says is read by `readTold`, and can do no more than these words can.
 */

/** What kind of file it turned out to be, by its bytes. */
export const SORTS = ["picture", "pages", "text", "audio", "video"] as const;
export type Sort = (typeof SORTS)[number];

/** Why a file is not shown. "silent": the frame gave no answer in time; the page says so itself. */
export const REASONS = ["unknown-type", "empty", "broken", "encrypted", "too-large", "not-played"] as const;
export type Reason = (typeof REASONS)[number];

/** Keys that work in the frame as they do in the page around it. */
export const KEYS = ["Escape", "n", "p", "+", "-", "0", "r"] as const;
export type Key = (typeof KEYS)[number];

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Texts of the frame, in the language of the page: the frame knows none. */
export interface Words {
  readonly name: string;
  readonly language: string;
  readonly direction: string;
  /** "Page {n} of {count}". */
  readonly page: string;
  readonly unshown: string;
}

/** From the page. Sizes in pixels; pages count from 0; `zoom` 0 is the size that fits. */
export type Asked =
  | { readonly kind: "show"; readonly file: Blob; readonly words: Words }
  | { readonly kind: "zoom"; readonly step: -1 | 0 | 1 }
  | { readonly kind: "turn" }
  | { readonly kind: "size"; readonly page: number }
  | ({ readonly kind: "pixels"; readonly page: number } & Size);

/** From the frame. `pages`: of what can be redacted, else 0; `cut`: the end of a long text is left out. */
export type Told =
  | { readonly kind: "shown"; readonly sort: Sort; readonly pages: number; readonly cut: boolean }
  | { readonly kind: "unreadable"; readonly reason: Reason }
  | ({ readonly kind: "size"; readonly page: number } & Size)
  | { readonly kind: "pixels"; readonly page: number; readonly bitmap: ImageBitmap }
  | { readonly kind: "failed"; readonly page: number }
  | { readonly kind: "key"; readonly key: Key }
  | { readonly kind: "alive" };

/** More pages than this are not redacted one by one. */
export const MOST_PAGES = 10_000;
/** The longest edge, in pixels, of what comes out of the frame. */
export const LONGEST_EDGE = 5000;

/** What the frame said, or null for anything that it may not say. */
export function readTold(data: unknown): Told | null {
  if (typeof data !== "object" || data === null || !("kind" in data)) return null;
  const told = data as Record<string, unknown>;
  switch (told.kind) {
    case "shown":
      return isOneOf(SORTS, told.sort) && isWhole(told.pages, MOST_PAGES) && typeof told.cut === "boolean"
        ? { kind: "shown", sort: told.sort, pages: told.pages, cut: told.cut }
        : null;
    case "unreadable":
      return isOneOf(REASONS, told.reason) ? { kind: "unreadable", reason: told.reason } : null;
    case "size":
      return isWhole(told.page, MOST_PAGES) && isLength(told.width) && isLength(told.height)
        ? { kind: "size", page: told.page, width: told.width, height: told.height }
        : null;
    case "pixels":
      return isWhole(told.page, MOST_PAGES) && told.bitmap instanceof ImageBitmap
        ? { kind: "pixels", page: told.page, bitmap: told.bitmap }
        : null;
    case "failed":
      return isWhole(told.page, MOST_PAGES) ? { kind: "failed", page: told.page } : null;
    case "key":
      return isOneOf(KEYS, told.key) ? { kind: "key", key: told.key } : null;
    case "alive":
      return { kind: "alive" };
    default:
      return null;
  }
}

function isOneOf<T extends string>(allowed: readonly T[], value: unknown): value is T {
  return (allowed as readonly unknown[]).includes(value);
}

function isWhole(value: unknown, most: number): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= most;
}

function isLength(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value) && value >= 1 && value <= 1e6;
}

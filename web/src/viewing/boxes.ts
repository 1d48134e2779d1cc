/** Boxes that are blacked out, in whole pixels of a page. Pure. */
import type { Size } from "../viewer/viewerWire";

export interface Box extends Size {
  readonly x: number;
  readonly y: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Smaller than this, in pixels, nothing is blacked out: a click is no box. */
export const LEAST = 4;

/** The box within the page nearest to this one: whole pixels, never outside, never smaller than can be seen. */
export function within(box: Box, page: Size): Box {
  const width = clamp(Math.round(box.width), Math.min(LEAST, page.width), page.width);
  const height = clamp(Math.round(box.height), Math.min(LEAST, page.height), page.height);
  const x = clamp(Math.round(box.x), 0, page.width - width);
  const y = clamp(Math.round(box.y), 0, page.height - height);
  return { x, y, width, height };
}

/** The box that was drawn from one corner to the other, or null for a mere click. It covers whole pixels. */
export function between(from: Point, to: Point, page: Size): Box | null {
  const [left, right] = [Math.min(from.x, to.x), Math.max(from.x, to.x)].map((x) => clamp(x, 0, page.width));
  const [top, bottom] = [Math.min(from.y, to.y), Math.max(from.y, to.y)].map((y) => clamp(y, 0, page.height));
  const [x, y] = [Math.floor(left as number), Math.floor(top as number)];
  const box = { x, y, width: Math.ceil(right as number) - x, height: Math.ceil(bottom as number) - y };
  return box.width < LEAST || box.height < LEAST ? null : box;
}

/** A box in the middle of a page, for whoever has no pointer. */
export function middle(page: Size): Box {
  return within(
    { x: page.width * 0.3, y: page.height * 0.45, width: page.width * 0.4, height: page.height * 0.1 },
    page,
  );
}

/** What a key does to a box: arrows move it by a hundredth of the page, with shift its far corner. Null: nothing. */
export function nudged(box: Box, key: string, resizes: boolean, page: Size): Box | null {
  const step = Math.max(1, Math.round(Math.max(page.width, page.height) / 100));
  const [x, y] = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }[key] ?? [];
  if (x === undefined || y === undefined) return null;
  if (!resizes) return within({ ...box, x: box.x + x, y: box.y + y }, page);
  const width = Math.min(box.width + x, page.width - box.x);
  const height = Math.min(box.height + y, page.height - box.y);
  return within({ ...box, width, height }, page);
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}

/** How far a file is, in words: what arrived of how much, how fast, how long still. */

import type { FileState } from "./fileQueue";
import { nt, t } from "./i18n";
import { readableSize } from "./sizes";

/** One line for a file of `size` bytes that is being sent. */
export function paceText(state: Extract<FileState, { at: "sending" }>, size: number, language: string): string {
  const done = readableSize(state.share * size, language);
  const sent = t("{done} of {size}", { done, size: readableSize(size, language) });
  if (state.speed === null || state.left === null) return sent;
  const speed = t("{size} a second", { size: readableSize(state.speed, language) });
  return [sent, speed, timeLeft(state.left)].join(" · ");
}

/** How long it may still take; never more exact than can be known. */
export function timeLeft(seconds: number): string {
  if (seconds < 10) return t("a few seconds left");
  if (seconds < 60) return nt("about {n} second left", "about {n} seconds left", Math.round(seconds / 10) * 10);
  if (seconds < 3_600) return nt("about {n} minute left", "about {n} minutes left", Math.round(seconds / 60));
  return nt("about {n} hour left", "about {n} hours left", Math.round(seconds / 3_600));
}

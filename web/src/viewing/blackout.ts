/** Blacking out words. What is taken out leaves one mark of one length, whatever its own was. Pure. */

export const BLACK = "█████";

/** `text` without what stands from `start` to `end`; a mark that is cut into goes whole. */
export function without(text: string, start: number, end: number): string {
  if (start >= end) return text;
  let [from, to] = [start, end];
  while (from > 0 && text[from] === "█" && text[from - 1] === "█") from -= 1;
  while (to < text.length && text[to - 1] === "█" && text[to] === "█") to += 1;
  return `${text.slice(0, from)}${BLACK}${text.slice(to)}`;
}

/** `text` without any occurrence of `words`, in capitals or not, however accents are written; within longer words too. */
export function withoutAll(text: string, words: string): string {
  const wanted = words.normalize("NFC").trim();
  if (wanted === "") return text;
  const pattern = wanted
    .split(/\s+/)
    .map((word) => word.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&"))
    .join("\\s+");
  return text.normalize("NFC").replace(new RegExp(pattern, "giu"), BLACK);
}

/** Filtering the inbox by words, in this browser only: the server never learns what is looked for. Pure. */
import type { Title } from "./reading";
import type { CaseRow } from "./wire";

export interface Listed {
  readonly row: CaseRow;
  readonly title: Title | undefined;
}

/** Lower case and without accents, so that "Lüge" is found by "luge". */
function folded(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase();
}

/** The cases whose titles hold every word that was typed. Without words all of them, unreadable ones too. */
export function matching(listed: readonly Listed[], typed: string): Listed[] {
  const words = folded(typed).split(/\s+/).filter(Boolean);
  if (words.length === 0) return [...listed];
  return listed.filter(({ title }) => {
    if (title === undefined || !("title" in title)) return false;
    const text = folded(title.title);
    return words.every((word) => text.includes(word));
  });
}

/** How the inbox is narrowed: by what the server knows (asked of it), and by opened words (here alone). Pure. */
import type { Title } from "./reading";
import type { CaseRow, CaseState } from "./wire";

/** "" asks for everything. `category` and `words` never leave the browser. */
export interface Narrowing {
  readonly state: CaseState | "";
  readonly channel: string;
  readonly assigned: "" | "me" | "nobody";
  readonly due: "" | "overdue" | "soon";
  readonly unread: boolean;
  readonly category: string;
  readonly words: string;
}

/** A narrowing under a name of the member's own. */
export interface SavedView {
  readonly name: string;
  readonly narrowing: Narrowing;
}

export const EVERYTHING: Narrowing = {
  state: "",
  channel: "",
  assigned: "",
  due: "",
  unread: false,
  category: "",
  words: "",
};

/** What the server is asked for: nothing that was opened. */
export function queryOf({ state, channel, assigned, due, unread }: Narrowing): URLSearchParams {
  const asked = { state, channel, assigned, due, unread: unread ? "yes" : "" };
  return new URLSearchParams(Object.entries(asked).filter(([, value]) => value !== ""));
}

/** Whether both ask the server for the same list. */
export function sameList(one: Narrowing, other: Narrowing): boolean {
  return queryOf(one).toString() === queryOf(other).toString();
}

export function sameNarrowing(one: Narrowing, other: Narrowing): boolean {
  return sameList(one, other) && one.category === other.category && one.words === other.words;
}

/** The rows of this category that hold the words: `found` as the index says, null where no word was typed. */
export function narrowed(
  rows: readonly CaseRow[],
  titles: ReadonlyMap<string, Title>,
  category: string,
  found: Readonly<Record<string, unknown>> | null,
): CaseRow[] {
  return rows.filter(
    ({ id }) => (category === "" || categoryOf(titles.get(id)) === category) && (found === null || id in found),
  );
}

export function categoryOf(title: Title | undefined): string | null {
  return title !== undefined && "title" in title ? title.category : null;
}

/** The views with one more, which takes the place of one of its name. */
export function withView(views: readonly SavedView[], added: SavedView): SavedView[] {
  return [...views.filter(({ name }) => name !== added.name), added].sort((a, b) => a.name.localeCompare(b.name));
}

/** Whole days from one UTC date to another, negative when that lies before. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);
}

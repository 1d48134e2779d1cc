/** What of a case stands on paper, and how: nothing of a key, and everybody by name. */
import { t } from "../common/i18n";
import type { EntryView } from "./caseReading";

/** The entries that are printed. `name`: of who prints, whom a page on the screen calls "you". */
export function entriesOnPaper(entries: readonly EntryView[], internal: boolean, name: string): EntryView[] {
  return entries.filter((entry) => internal || !entry.internal).map((entry) => byName(withoutReceipt(entry), name));
}

/** A receipt is a key: whoever finds the paper would open the case that was handed over. */
function withoutReceipt(entry: EntryView): EntryView {
  if (!entry.readable || entry.step?.kind !== "release") return entry;
  const body = { ...entry.step.body, receipt: t("Not printed: it is a key.") };
  return { ...entry, step: { ...entry.step, body } };
}

function byName(entry: EntryView, name: string): EntryView {
  if (!entry.readable || entry.author.kind !== "you") return entry;
  return { ...entry, author: { kind: "colleague", name, accepted: true } };
}

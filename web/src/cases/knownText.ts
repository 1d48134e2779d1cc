/** The words of a case that was read, for the search in this browser. Pure. */
import type { CaseReading, EntryView } from "./caseReading";
import type { KnownText } from "./localIndex";
import type { CaseAnswer } from "./wire";

/** All that was readable: answers, messages, notes, names of files. What could not be verified is not searched. */
export function knownText(reading: CaseReading, { definition, items }: CaseAnswer): KnownText {
  const asks = definition.questionnaire.fields.find(({ kind }) => kind === "category");
  const report = reading.entries.find((entry) => entry.readable && entry.answers !== null);
  const chosen = asks && report?.readable ? report.answers?.[asks.id] : undefined;
  return {
    case: reading.id,
    items: items.length,
    text: reading.entries.flatMap(wordsOfEntry).join("\n"),
    category: typeof chosen === "string" ? chosen : null,
  };
}

function wordsOfEntry(entry: EntryView): string[] {
  if (!entry.readable) return [];
  return [entry.text, ...textsIn(entry.answers), ...textsIn(entry.handedOver), ...entry.files.map(({ name }) => name)];
}

/** Every text in a value, however deep. */
function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}

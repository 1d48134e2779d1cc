/** Redacted copies: which file is one, and of what. Pure. */
import type { CaseReading, FileView } from "./caseReading";

/** What there is a redacted copy of: the sealed hash of a report, a message or a file, and the newest copy of it. */
export function copiesOf({ entries }: Pick<CaseReading, "entries">): ReadonlyMap<string, FileView> {
  const files = entries.flatMap((entry) => (entry.readable ? entry.files : []));
  return new Map(files.flatMap((file) => (file.redacts === null ? [] : [[file.redacts, file] as const])));
}

/** The name of the file that `copy` is a redacted copy of; "" of a text, null where it is none or its original is gone. */
export function originalOf(copy: FileView, { entries }: Pick<CaseReading, "entries">): string | null {
  if (copy.redacts === null) return null;
  const readable = entries.filter((entry) => entry.readable);
  const file = readable.flatMap((entry) => entry.files).find(({ hash }) => hash === copy.redacts);
  if (file !== undefined) return file.name;
  return readable.some(({ hash }) => hash === copy.redacts) ? "" : null;
}

/** What is done to protect the reporter, with its dates. Only handlers read it. Pure. */
import type { Bodies } from "../vault/bodies";
import { of } from "../vault/protection";
import type { ReadCase } from "../vault/thread";

/** The highest revision of a measure. */
export type MeasureView = Readonly<Omit<Bodies["measure"], "seen" | "written_on">>;

/** Each measure as it is now, by the day from which it is. */
export function measuresOf(read: ReadCase): MeasureView[] {
  const newest = new Map<string, Bodies["measure"]>();
  for (const { body } of of(read, "measure")) {
    const before = newest.get(body.measure);
    if (before === undefined || body.revision > before.revision) newest.set(body.measure, body);
  }
  return [...newest.values()].sort((one, other) => one.from.localeCompare(other.from));
}

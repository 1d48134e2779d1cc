/** The documents of §20 in a case that was read, as plain data for either side's conversation. Pure. */
import type { Bodies } from "../vault/bodies";
import { of } from "../vault/protection";
import type { ReadCase } from "../vault/thread";
import type { Opened } from "../vault/threadTypes";

type MinutesOf = Pick<Bodies["minutes"], "met_on" | "way" | "revision">;

/** What a document says besides its text. `minutes`: those that were checked; null where they are not here. */
export type Told =
  | ({ readonly kind: "checkin" } & Pick<Bodies["checkin"], "day" | "answer">)
  | ({ readonly kind: "minutes" } & MinutesOf)
  | ({ readonly kind: "checked"; readonly minutes: MinutesOf | null } & Pick<Bodies["checked"], "verdict">);

/** What an entry tells, or null for any other document. */
export function toldOf(entry: Opened, read: ReadCase): Told | null {
  switch (entry.kind) {
    case "checkin":
      return { kind: "checkin", day: entry.body.day, answer: entry.body.answer };
    case "minutes":
      return { kind: "minutes", ...minutesOf(entry.body) };
    case "checked": {
      const { verdict, minutes: hash } = entry.body;
      const found = of(read, "minutes").find((one) => one.sealedSha256 === hash);
      return { kind: "checked", verdict, minutes: found ? minutesOf(found.body) : null };
    }
    default:
      return null;
  }
}

function minutesOf({ met_on, way, revision }: Bodies["minutes"]): MinutesOf {
  return { met_on, way, revision };
}

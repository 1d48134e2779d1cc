/**
 * Sealing a subject's reply room (protocol §22): a bundle like a report's, with the letter that tells the subject.
 *
 * A handler seals it with a receipt that they draw for the subject. Nothing of the case that it is about goes in: no
 * key, no id, no title, no answer, and no word but those of the notice.
 */
import { Bundle, type ReportSealer } from "./report";
import type { Signer } from "./signing";
import { partOf, sealBody } from "./wire";

/** What the handler types. `sentOn`: UTC date, YYYY-MM-DD. */
export interface RoomContent {
  readonly title: string;
  readonly notice: string;
  readonly sentOn: string;
}

/**
 * The bundle of a room. `sealer` has the room's receipt; `holder` signs the letter, as who tells the subject.
 * @throws as `ReportSealer.finish`.
 */
export async function sealRoom(
  sealer: ReportSealer,
  holder: Signer,
  { title, notice, sentOn }: RoomContent,
): Promise<Bundle> {
  const { caseId, json } = await sealer.finish({ answers: {}, title, sentOn, room: {} });
  const [report] = json.items;
  if (report === undefined) throw new Error("A bundle holds a report.");
  const key = { generation: 0, key: sealer.caseKey };
  const letter = await sealBody(key, caseId, holder, "letter", {
    sent_on: sentOn,
    text: notice,
    seen: [partOf(report).sha256],
    parts: [],
  });
  return new Bundle(caseId, { ...json, items: [...json.items, letter] });
}

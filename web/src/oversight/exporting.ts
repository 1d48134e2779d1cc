/**
 * The record as a file, fetched page by page. Each page becomes a part of a Blob, which browsers keep on disk when it is
 * large, so that neither side ever holds the whole in memory.
 */
import type { Api } from "../common/api";
import { t } from "../common/i18n";
import type { Me } from "../people/stage";
import { actName, actorName, plainSentence } from "./acts";
import { csvLine } from "./csv";
import { type Act, type ActsAnswer, queryOf, type RecordAnswer, type Wanted } from "./wire";

const ENTRIES = 2048;
const ACTS = "1000";

/** Told after each page how many entries are there; false ends it, and the export with null. */
export type Progress = (count: number) => boolean;

/** The file that `vouchsafe record verify` takes: all of the record as it is now. */
export async function exportForVerifying(api: Api, progress: Progress): Promise<Blob | null> {
  const { checkpoint, key, size } = await api.get<RecordAnswer>("/record");
  const parts: Blob[] = [new Blob([`${JSON.stringify({ checkpoint, format: "vouchsafe-record/1", key })}\n`])];
  for (let start = 0; start < size; start += ENTRIES) {
    const end = Math.min(start + ENTRIES, size);
    parts.push(await new Response(await api.stream(`/record/entries/${start}/${end}`)).blob());
    if (!progress(end)) return null;
  }
  return new Blob(parts);
}

/** A table of the acts that were asked for, the newest first. */
export async function exportTable(
  api: Api,
  wanted: Wanted,
  me: Me,
  names: ReadonlyMap<string, string>,
  progress: Progress,
): Promise<Blob | null> {
  const head = [t("Number"), t("Time (UTC)"), t("Act"), t("Who"), t("Case"), t("In words"), t("Details")];
  // The mark tells spreadsheets that the text is UTF-8.
  const parts: Blob[] = [new Blob(["\uFEFF", csvLine(head)])];
  let count = 0;
  for (let after: string | null = ""; after !== null; ) {
    const answer: ActsAnswer = await api.get<ActsAnswer>(`/record/acts?${queryOf(wanted, { after, limit: ACTS })}`);
    parts.push(new Blob(answer.acts.map((act) => csvLine(fieldsOf(act, me, names)))));
    count += answer.acts.length;
    after = answer.next;
    if (!progress(count)) return null;
  }
  return new Blob(parts);
}

function fieldsOf(act: Act, me: Me, names: ReadonlyMap<string, string>): string[] {
  return [
    act.index === null ? "" : String(act.index),
    act.at,
    actName(act.tag),
    actorName(act, names),
    String(act.objects["case"] ?? ""),
    plainSentence(act, me, names),
    JSON.stringify({ tag: act.tag, actor: act.actor, ...act.objects }),
  ];
}

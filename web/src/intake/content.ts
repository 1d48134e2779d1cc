/** What is handed to the worker: which answers go into the report, and which are sealed apart from it. Pure. */

import type { Field } from "../common/definition";
import type { Answers } from "../vault/bodies";
import type { ReportContent } from "../worker/reportWorker";
import { APART } from "./answers";

/** The field whose answer is sealed as the case's title too. */
const HEADLINE = "headline";

/** `answers` are those to what is asked. */
export function contentOf(fields: readonly Field[], answers: Answers): ReportContent {
  const body: Answers = {};
  const apart: NonNullable<ReportContent["apart"]> = {};
  let category = "";
  for (const [id, answer] of Object.entries(answers)) {
    const kind = fields.find((field) => field.id === id)?.kind ?? "";
    const item = APART[kind];
    if (item === undefined) body[id] = answer;
    else apart[item] = { ...apart[item], [id]: answer };
    if (kind === "category") category = String(answer);
  }
  return { answers: body, apart, title: String(answers[HEADLINE] ?? ""), category };
}

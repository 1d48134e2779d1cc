/** What can come of a case, in words. */
import type { Outcome } from "../vault/outcomes";
import { t } from "./i18n";

export function outcomeName(outcome: Outcome): string {
  const names: Readonly<Record<Outcome, string>> = {
    substantiated: t("Substantiated"),
    partly: t("Substantiated in part"),
    unsupported: t("Unsupported"),
    "outside-scope": t("Outside scope"),
    "passed-on": t("Passed on"),
    duplicate: t("Duplicate"),
  };
  return names[outcome];
}

/** What each outcome means, for whoever chooses one. */
import { t } from "../common/i18n";
import type { Outcome } from "../vault/outcomes";

export function outcomeText(outcome: Outcome): string {
  const texts: Readonly<Record<Outcome, string>> = {
    substantiated: t("The facts are shown."),
    partly: t("Some of the facts are shown."),
    unsupported: t("Nothing shows the facts. That is not to say that they are untrue."),
    "outside-scope": t(
      "About an opinion, a belief, an origin, or something lawful. This must not be looked into here.",
    ),
    "passed-on": t("Others are responsible, and have it now."),
    duplicate: t("The same matter is looked into in another case."),
  };
  return texts[outcome];
}

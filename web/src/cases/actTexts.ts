/** Words for acts that two people do together: their names, their terms, how far they are. */
import { t } from "../common/i18n";
import { outcomeName } from "../common/outcomes";
import { dayText } from "../people/texts";
import type { TwoPersonAct } from "../vault/bodies";
import type { Outcome } from "../vault/outcomes";
import type { CaseReading } from "./caseReading";
import type { ActRow } from "./wire";

export function actName(act: TwoPersonAct): string {
  const names: Readonly<Record<TwoPersonAct, string>> = {
    conclude: t("Conclude the case"),
    "destroy-evidence": t("Destroy evidence"),
    "false-report": t("Find that the report was knowingly false"),
    "legal-hold": t("Legal hold"),
  };
  return names[act];
}

/** What is said once a second person agreed. */
export function actDone(act: TwoPersonAct): string {
  const said: Readonly<Record<TwoPersonAct, string>> = {
    conclude: t("Two people agreed: the case is concluded."),
    "destroy-evidence": t("Two people agreed: the file is destroyed."),
    "false-report": t("Two people agreed: the finding stands in the case."),
    "legal-hold": t("Two people agreed: nothing of this case is erased until the hold ends."),
  };
  return said[act];
}

/** A term of an act as a label and its value in words; a term of a release to come is told as it is. */
export function termText(
  act: TwoPersonAct,
  name: string,
  value: string,
  reading: CaseReading,
): { label: string; text: string } {
  if (act === "destroy-evidence" && name === "blob") return { label: t("File"), text: fileName(reading, value) };
  if (act === "legal-hold" && name === "until") return { label: t("Until"), text: dayText(value) };
  if (act === "conclude" && name === "outcome") return { label: t("Outcome"), text: outcomeName(value as Outcome) };
  return { label: name, text: value };
}

/** Terms that say nothing to a person: what they name is shown itself. */
export function isShown(act: TwoPersonAct, name: string): boolean {
  return !(act === "conclude" && name !== "outcome") && !(act === "false-report" && name === "heard");
}

/** What an act asks to be said, by its name. */
export function statementName(name: string): string {
  const names: Readonly<Record<string, string>> = {
    intent: t("What shows that it was meant to deceive"),
    knew: t("What the reporter knew, and when"),
    evidence: t("Evidence"),
    said: t("What the reporter said to it"),
  };
  return names[name] ?? name;
}

export function actStateName(state: ActRow["state"]): string {
  const names: Readonly<Record<ActRow["state"], string>> = {
    open: t("waits for a second person"),
    agreed: t("agreed"),
    refused: t("refused"),
    withdrawn: t("taken back"),
    expired: t("waited too long"),
    done: t("done by two people"),
  };
  return names[state];
}

/** The name of the file that a blob holds, as its manifest says. */
function fileName({ entries }: CaseReading, blob: string): string {
  const files = entries.flatMap((entry) => (entry.readable ? entry.files : []));
  return files.find((file) => file.blob === blob)?.name ?? t("A file that no document of this case names");
}

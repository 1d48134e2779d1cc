/** The steps of setting an organisation up, and which are done: by what the server knows, so that no reload loses any. */
import { type Me, needsKey } from "../people/stage";

export type StepName = "key" | "sheets" | "channel" | "colleague" | "poster";

export interface SetUpStep {
  readonly name: StepName;
  readonly done: boolean;
}

/** `members`: how many the organisation has. The poster is never done: it can be printed again. */
export function setUpSteps(me: Me, members: number): readonly SetUpStep[] {
  const key: SetUpStep[] = needsKey(me) ? [{ name: "key", done: me.key?.proven === true }] : [];
  return [
    ...key,
    { name: "sheets", done: !me.needs_setup },
    { name: "channel", done: me.channels.length > 0 },
    { name: "colleague", done: members > 1 },
    { name: "poster", done: false },
  ];
}

/** The first step that is not done. */
export function nextStep(steps: readonly SetUpStep[]): StepName {
  return steps.find((step) => !step.done)?.name ?? "poster";
}

/** A name for addresses, made of a title: small letters, digits and hyphens, a few words of it. */
export function slugOf(title: string): string {
  const words = title
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "")
    .split("-");
  return words.slice(0, 3).join("-").slice(0, 60) || "report";
}

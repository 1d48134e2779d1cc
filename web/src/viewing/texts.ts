/** Words of the viewer: why a file is not shown, and what copies are called. */
import { t } from "../common/i18n";
import type { Reason } from "../viewer/viewerWire";

export function whyUnreadable(reason: Reason | "silent"): string {
  const texts: Readonly<Record<Reason | "silent", string>> = {
    "unknown-type": t("The desk shows pictures, PDF, text, sound and film. This file is none of them."),
    empty: t("The file is empty."),
    broken: t("The file is damaged: it says what it is, and then does not read as such."),
    encrypted: t("The file has a password of its own. Ask the reporter for one without."),
    "too-large": t(
      "Opened, it would take more memory than is reasonable. Such files are also made to stop a computer.",
    ),
    "not-played": t("This browser cannot play it: its format is unknown here, or it is damaged."),
    silent: t("It took too long to open, and was stopped."),
  };
  return texts[reason];
}

/** The name of a redacted copy: that of the original, saying what it is, with the ending of what it became. */
export function copyName(name: string, ending: string): string {
  const dot = name.lastIndexOf(".");
  return `${t("{name} (redacted)", { name: dot > 0 ? name.slice(0, dot) : name })}.${ending}`;
}

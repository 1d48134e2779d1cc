/** What was taken out of a file before it was sealed, and what was not, in words. */

import type { Cleaning, Left, Removed, State } from "../metadata";
import { t } from "./i18n";
import { listed } from "./words";

const NAMES: Record<Removed, () => string> = {
  place: () => t("Place where it was taken"),
  time: () => t("Day and time when it was made or changed"),
  author: () => t("Names of who made or changed it"),
  camera: () => t("Camera or phone"),
  software: () => t("Program and system"),
  description: () => t("Title, captions and keywords"),
  thumbnail: () => t("Small preview picture"),
  history: () => t("Earlier versions and editing history"),
  ids: () => t("Numbers that tell one copy or device from another"),
  printer: () => t("Printer"),
  paths: () => t("Folder where it lay"),
  appended: () => t("Something hidden behind the end of the picture"),
  other: () => t("Other hidden details"),
};

const REASONS: Record<Exclude<State, "cleaned" | "kept">, () => string> = {
  "unknown-kind": () =>
    t("Nothing was removed: this kind of file is not known here. It may say who made it, where and when."),
  "too-large": () =>
    t(
      "Nothing was removed: this file is too large to be searched (over 100 MB). It may say who made it, where and when.",
    ),
  unreadable: () => t("Nothing was removed: this file is damaged or unusual. It may say who made it, where and when."),
};

const STAYING: Record<Left, () => string> = {
  seen: () =>
    t(
      "What can be seen or read in the file itself stays, hidden sheets and cropped edges too. Look for faces, names and signs.",
    ),
  remarks: () => t("Comments and tracked changes stay. Only the names beside them were replaced."),
  parts: () =>
    t("Something inside this file could not be searched, such as a file within the file. It stays as it was."),
  links: () => t("Links to folders of a computer or network stay. They may name a person or a place."),
  scripts: () => t("Macros or scripts inside this file were not searched. They may name who wrote them."),
  encrypted: () =>
    t("Nothing was removed: this file is protected by a password. It may say who made it, where and when."),
  signature: () =>
    t(
      "Nothing was removed: this file is digitally signed, and any change would break that. The signature says who signed.",
    ),
};

/** What a code of a manifest's `removed` means; a code of another release is shown as it is. */
export function removedName(code: string): string {
  return Object.hasOwn(NAMES, code) ? NAMES[code as Removed]() : code;
}

/** One line for all that was removed, in the language of the page. */
export function removedBefore(codes: readonly string[]): string {
  return t("Removed before sealing: {what}", { what: listed(codes.map(removedName)) });
}

/** One line for each thing that was removed, then one for each that was not, and why. */
export function cleaningLines({ state, removed, left }: Cleaning): { removed: string[]; left: string[] } {
  const kept = left.map((code) => STAYING[code]());
  if (state !== "cleaned") return { removed: [], left: state === "kept" ? kept : [REASONS[state](), ...kept] };
  const none = [t("Nothing was found that had to be removed.")];
  const lines = removed.map((code) => t("{what}: removed", { what: removedName(code) }));
  return { removed: lines.length > 0 ? lines : none, left: kept };
}

/** Before the language is changed where files were chosen, which do not go along. Its texts come with the first file. */

import { fill, find, make } from "../common/dom";
import { t } from "../common/i18n";
import { carry, tell } from "./carrying";

/** As `carry`, once the reporter agreed that their files do not come along. */
export function askThenCarry(address: string, snapshot: unknown, going: () => void): void {
  const go = make("button", { class: "button", type: "button" }, t("Change the language"));
  const stay = make("button", { class: "button button--secondary", type: "button" }, t("Stay here"));
  go.addEventListener("click", () => carry(address, snapshot, going));
  stay.addEventListener("click", () => fill(find("#alert")));
  tell(
    t("What you typed comes along. Files and recordings do not: you choose them again in the other language."),
    make("div", { class: "actions" }, go, stay),
  );
}

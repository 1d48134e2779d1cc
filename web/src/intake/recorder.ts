/** What a person sees of a recorder: what it does to their voice, its clock and bar, its player and its buttons. */

import { make } from "../common/dom";
import { t } from "../common/i18n";

export type Act = "record" | "choose" | "stop" | "listen" | "use" | "discard";

/** The parts of a recorder, to be put into its panel. */
export function recorder(): HTMLElement[] {
  const bar = make("progress", { class: "meter", max: 1, value: 0, "aria-label": t("Progress") });
  const player = make("audio", {
    class: "voice__player",
    controls: true,
    controlslist: "nodownload noremoteplayback",
    disableremoteplayback: true,
    "aria-label": t("The altered recording"),
    hidden: true,
  });
  return [
    make("ul", { class: "hint" }, ...told().map((text) => make("li", {}, text))),
    make("p", { class: "voice__status", role: "status" }),
    make("div", { "data-voice-progress": true, hidden: true }, bar),
    make("p", { class: "voice__time", role: "timer", "data-voice-time": true, hidden: true }),
    player,
    make("div", { class: "actions" }, ...buttons()),
  ];
}

function told(): string[] {
  return [
    t(
      "Pitch and timbre of your voice are altered on your device, differently each time. Only the altered recording exists after that. You hear it first, and nothing is sent before you choose “Use this recording”.",
    ),
    t(
      "This makes it hard to recognise your voice, not impossible. What you say, how you say it, and the sounds around you can point to you too. Writing is safer.",
    ),
    t(
      "Your browser will ask for the microphone. It is on only while you record. Choose “allow this time” if you are offered that.",
    ),
    t(
      "You can also alter a recording that you have already. Its file stays on your device as it is: delete it if others can use this device.",
    ),
  ];
}

function buttons(): HTMLElement[] {
  const button = (act: Act, text: string, kind = "") =>
    make("button", { class: `button ${kind}`.trim(), type: "button", "data-voice-act": act }, text);
  return [
    button("record", t("Record"), "button--secondary"),
    button("choose", t("Alter a recording from a file"), "button--quiet"),
    button("stop", t("Stop")),
    button("listen", t("Listen to the altered recording"), "button--secondary"),
    button("use", t("Use this recording")),
    button("discard", t("Discard"), "button--quiet"),
  ];
}

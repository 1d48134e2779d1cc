/**
 * A voice recording as the answer to a question: recorded, altered, heard by the reporter, and only then used. What is
 * used is sealed and sent as any file; what was said in the reporter's own voice is nowhere kept.
 */

import { dataOf, find, findAll, make } from "../common/dom";
import type { Sending } from "../common/fileQueue";
import { t } from "../common/i18n";
import type { Altered } from "../voice/alter";
import type { Field } from "./fields";
import { canRecord, VoiceError } from "./microphone";
import { type Act, recorder } from "./recorder";
import { sentenceFor } from "./sentences";
import { Take, type TakeTarget } from "./take";
import { Uploads } from "./uploads";

type Progress = (share: number) => void;
type State = "idle" | "asking" | "recording" | "altering" | "altered";

/** What can be done in each state; the first that can be pressed gets the focus. */
const ACTS: Record<State, readonly Act[]> = {
  idle: ["record", "choose"],
  asking: ["discard"],
  recording: ["stop", "discard"],
  altering: ["discard"],
  altered: ["listen", "use", "discard"],
};

export class Voice extends Uploads {
  private readonly panel: HTMLElement;
  private readonly target: TakeTarget;
  private readonly player: HTMLAudioElement;
  private state: State = "idle";
  private take: Take | null = null;
  private altered: File | null = null;
  private made = 0;
  private warned = false;

  constructor(field: Field, element: HTMLElement, sending: Sending) {
    super(field, element, sending);
    this.panel = find("[data-voice]", element);
    this.panel.append(...recorder());
    this.target = {
      worker: dataOf(find("main"), "worker"),
      capture: dataOf(this.panel, "capture"),
      maxSeconds: Number(dataOf(this.panel, "maxSeconds")),
    };
    this.player = find<HTMLAudioElement>("audio", this.panel);
    this.bind();
    find("[data-voice-needs]", element).hidden = true;
    this.panel.hidden = false;
    this.enter("idle", false);
    if (!canRecord()) this.leaveOutMicrophone();
  }

  override get size(): number {
    return super.size + (this.open ? 1 : 0);
  }

  protected override get open(): boolean {
    return this.state !== "idle";
  }

  /** An altered recording is the page's own: it says nothing of itself. */
  protected override told(): null {
    return null;
  }

  private leaveOutMicrophone(): void {
    this.button("record").disabled = true;
    this.say(
      t(
        "This browser lets no page use a microphone; Tor Browser never does. You can write instead, or alter a recording that you made with another program.",
      ),
    );
  }

  private bind(): void {
    const acts: Record<Act, () => void> = {
      record: () => this.record(),
      choose: () => this.choose(),
      stop: () => this.stop(t("Stopped.")),
      listen: () => this.listen(),
      use: () => this.use(),
      discard: () => this.discard(t("Discarded. Nothing of it is left.")),
    };
    for (const [act, does] of Object.entries(acts)) this.button(act as Act).addEventListener("click", does);
    this.player.addEventListener("play", () => {
      this.button("use").disabled = false;
    });
  }

  private async record(): Promise<void> {
    const take = this.newTake();
    this.enter("asking");
    this.say(t("Your browser asks whether this page may use the microphone. Allow it to record."));
    try {
      if (!(await take.begin())) return;
      this.warned = false;
      this.elapsed(0);
      this.enter("recording");
      this.say(t("Recording. Speak now."));
    } catch (error) {
      if (this.take === take) this.fail(error);
    }
  }

  private newTake(): Take {
    const take = new Take(this.target, {
      elapsed: (seconds) => this.elapsed(seconds),
      full: () => this.stop(t("The time is up: the recording was stopped.")),
      failed: (error) => this.take === take && this.fail(error),
    });
    this.take = take;
    return take;
  }

  private choose(): void {
    const input = make("input", { type: "file", accept: "audio/*" });
    input.addEventListener("change", () => {
      const [file] = input.files ?? [];
      if (file) this.alter(this.newTake(), t("Opened."), (take, progress) => take.read(file, progress));
    });
    input.click();
  }

  private elapsed(seconds: number): void {
    const { maxSeconds } = this.target;
    this.measure(seconds / maxSeconds);
    const clock = find("[data-voice-time]", this.panel);
    const text = t("{now} of {most}", { now: clockTime(seconds), most: clockTime(maxSeconds) });
    if (clock.textContent !== text) clock.textContent = text;
    if (this.warned || maxSeconds <= 60 || seconds < maxSeconds - 30) return;
    this.warned = true;
    this.say(t("Half a minute is left."));
  }

  private stop(why: string): void {
    if (this.take === null || this.state !== "recording") return;
    this.alter(this.take, why, (take, progress) => take.finish(progress));
  }

  private async alter(
    take: Take,
    why: string,
    by: (take: Take, progress: Progress) => Promise<Altered>,
  ): Promise<void> {
    this.enter("altering");
    this.say(`${why} ${t("Altering the voice on this device.")}`);
    try {
      const altered = await by(take, (share) => this.measure(share));
      if (this.take === take) this.offer(altered);
    } catch (error) {
      if (this.take === take) this.fail(error);
    }
  }

  private offer({ wav, heard }: Altered): void {
    if (!heard) {
      this.discard(t("Nothing was heard. Check that the microphone is on and chosen in your browser, then try again."));
      return;
    }
    this.made += 1;
    this.altered = new File([wav], `recording-${this.made}.wav`, { type: "audio/wav" });
    this.player.src = URL.createObjectURL(this.altered);
    this.button("use").disabled = true;
    this.enter("altered");
    this.say(t("Altered. Listen to it: this is all that others will hear. Then use it or discard it."));
  }

  private listen(): void {
    this.player.currentTime = 0;
    this.player.play().catch((error) => {
      this.say(t("This browser could not play the recording ({reason}).", { reason: String(error) }));
    });
  }

  private use(): void {
    const { altered } = this;
    if (altered === null) return;
    this.forget();
    this.enter("idle");
    this.queue.add([altered]);
    this.say(t("It is among the recordings below. You can record another."));
  }

  private discard(why: string): void {
    this.forget();
    this.enter("idle");
    this.say(why);
  }

  private fail(error: unknown): void {
    this.discard(error instanceof VoiceError ? SENTENCES[error.code]() : sentenceFor(error));
  }

  /** Drops the take, its worker and the altered file. */
  private forget(): void {
    this.take?.end();
    this.take = null;
    this.altered = null;
    this.player.pause();
    if (this.player.src) URL.revokeObjectURL(this.player.src);
    this.player.removeAttribute("src");
  }

  private enter(state: State, focus = true): void {
    const acts = ACTS[state];
    this.state = state;
    this.panel.dataset.state = state;
    for (const button of findAll("[data-voice-act]", this.panel)) {
      button.hidden = !acts.includes(button.dataset.voiceAct as Act);
    }
    find("[data-voice-progress]", this.panel).hidden = state !== "recording" && state !== "altering";
    find("[data-voice-time]", this.panel).hidden = state !== "recording";
    this.player.hidden = state !== "altered";
    if (state === "altering") this.measure(0);
    const first = acts.map((act) => this.button(act)).find((button) => !button.disabled);
    if (focus) first?.focus();
  }

  private measure(share: number): void {
    find<HTMLProgressElement>("progress", this.panel).value = Math.min(1, share);
  }

  private say(text: string): void {
    find("[role=status]", this.panel).textContent = text;
  }

  private button(act: Act): HTMLButtonElement {
    return find<HTMLButtonElement>(`[data-voice-act=${act}]`, this.panel);
  }
}

const SENTENCES: Record<VoiceError["code"], () => string> = {
  "voice/refused": () =>
    t(
      "The microphone was not allowed, so nothing was recorded. To record, allow it in the address bar or in the settings of your device; or write instead.",
    ),
  "voice/no-microphone": () => t("No microphone was found. Connect one and try again, or write instead."),
  "voice/busy": () =>
    t("The microphone could not be opened. Another program may be using it: close that, and try again."),
  "voice/not-a-sound": () => t("This browser cannot read that file as a sound. Choose another one."),
  "voice/too-long": () => t("That recording is longer than this question takes. Choose a shorter one, or split it."),
  "voice/failed": () => t("Recording does not work in this browser. Use another one, or write instead."),
};

/** 75 → "1:15". */
function clockTime(seconds: number): string {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

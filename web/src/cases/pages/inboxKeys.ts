/** The inbox by keyboard: one table of keys, which the page obeys and the dialog shows. */
import { html, type TemplateResult } from "lit";
import { t } from "../../common/i18n";
import { letterKeysAreOn, switchLetterKeys } from "../../common/letterKeys";

export type Act =
  | "search"
  | "next"
  | "previous"
  | "first"
  | "last"
  | "mine"
  | "unread"
  | "clear"
  | "later"
  | "earlier"
  | "help";

/** By `KeyboardEvent.key`. Enter opens what has the focus, as everywhere. */
const ACTS: Readonly<Record<string, Act>> = {
  "/": "search",
  j: "next",
  ArrowDown: "next",
  k: "previous",
  ArrowUp: "previous",
  Home: "first",
  End: "last",
  m: "mine",
  u: "unread",
  x: "clear",
  n: "later",
  p: "earlier",
  "?": "help",
};
/** Keys that scroll, where no case has the focus. */
const SCROLLING: ReadonlySet<string> = new Set(["ArrowDown", "ArrowUp", "Home", "End"]);

/** What a key asks for; null where something is being typed or chosen, a dialog is open, or another key is held. */
export function actOf(event: KeyboardEvent, onCase: boolean): Act | null {
  const { target } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return null;
  if (target instanceof Element && target.closest("input, textarea, select, dialog, [contenteditable]")) return null;
  const scrolls = SCROLLING.has(event.key);
  if (scrolls ? !onCase : !letterKeysAreOn()) return null;
  return ACTS[event.key] ?? null;
}

export function keysDialog(close: () => void): TemplateResult {
  const keys: readonly (readonly [readonly string[], string])[] = [
    [["/"], t("search")],
    [["j", "↓"], t("to the next case")],
    [["k", "↑"], t("to the case before")],
    [["Enter"], t("open the case")],
    [["n"], t("the next page of the list")],
    [["p"], t("the page before")],
    [["m"], t("only mine, or everybody's again")],
    [["u"], t("only what is unread, or everything again")],
    [["x"], t("show all cases again")],
    [["?"], t("this help")],
  ];
  return html`
    <dialog class="inbox-keys" aria-labelledby="inbox-keys" @click=${(event: Event) => event.target === event.currentTarget && close()}>
      <h2 id="inbox-keys">${t("Keys in this list")}</h2>
      <dl>
        ${keys.map(([names, what]) => html`<div><dt>${names.map((name) => html`<kbd>${name}</kbd> `)}</dt><dd>${what}</dd></div>`)}
      </dl>
      <label class="choice choice--lone">
        <input type="checkbox" name="letters" .checked=${letterKeysAreOn()} @change=${(event: Event) => switchLetterKeys((event.target as HTMLInputElement).checked)} />
        <span class="choice__label">${t("Keys of one letter do this")}<span class="choice__more">${t("Switch them off if you speak to your computer, or if keys are pressed by mistake. Arrows and Enter stay. Kept in this browser.")}</span></span>
      </label>
      <div class="actions"><button class="button button--secondary" type="button" @click=${close}>${t("Close")}</button></div>
    </dialog>`;
}

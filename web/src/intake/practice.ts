/** One practised return: a reporter types the receipt from their own copy, before the page forgets it. */

import { fill, find, make } from "../common/dom";
import { t } from "../common/i18n";
import { listed } from "../common/words";
import { CODE_SYMBOLS, judge } from "../vault/receiptCode";
import { groupOf, symbolsIn } from "../vault/receiptText";
import { codeElement } from "./code";

/** What is to be said of a copy. `groups`: numbers, from 1, of those that do not fit. */
export type Copy =
  | { state: "right" }
  | { state: "empty" }
  | { state: "symbol" }
  | { state: "length"; count: number }
  | { state: "mendable"; group: number }
  | { state: "wrong"; groups: number[] };

/** Compares what was typed with the receipt, as coming back would read it (protocol §6). */
export function compare(typed: string, receipt: string): Copy {
  const [given, meant] = [symbolsIn(typed), symbolsIn(receipt)];
  if (given.length === 0) return { state: "empty" };
  if (given.includes(-1)) return { state: "symbol" };
  if (given.length !== CODE_SYMBOLS) return { state: "length", count: given.length };
  const differing = given.flatMap((symbol, place) => (symbol === meant[place] ? [] : [groupOf(place)]));
  const [first] = differing;
  if (first === undefined) return { state: "right" };
  if (differing.length === 1 && judge(given).state === "mendable") return { state: "mendable", group: first };
  return { state: "wrong", groups: [...new Set(differing)] };
}

export class Practice {
  /** Whether the receipt was typed once as it can be read. */
  passed = false;
  private receipt = "";
  private readonly field: HTMLInputElement;

  /** `changed` is called when `passed` may have changed. */
  constructor(
    private readonly root: HTMLElement,
    private readonly changed: () => void,
  ) {
    this.field = find<HTMLInputElement>("input", root);
    root.addEventListener("submit", (event) => {
      event.preventDefault();
      this.judge();
    });
    this.field.addEventListener("input", () => this.tell(null));
    find<HTMLButtonElement>("button", root).disabled = false;
  }

  /** Takes the receipt to practise with, and forgets the one before; "" forgets it. */
  begin(receipt: string): void {
    this.receipt = receipt;
    this.field.value = "";
    this.pass(false);
    this.tell(null);
  }

  private judge(): void {
    const copy = compare(this.field.value, this.receipt);
    if (copy.state === "right") this.succeed(null);
    else if (copy.state === "mendable") this.suggest(copy.group);
    else this.tell(notice("caution", make("p", {}, sentence(copy))));
  }

  private suggest(group: number): void {
    const yes = make("button", { class: "button button--secondary", type: "button" }, t("Yes, this is what I meant"));
    yes.addEventListener("click", () => this.succeed(group));
    this.tell(
      notice(
        "caution",
        make("p", {}, t("One symbol does not fit, in group {group}. Did you mean this?", { group })),
        codeElement(this.receipt),
        make("div", { class: "actions" }, yes),
      ),
    );
  }

  private succeed(mended: number | null): void {
    this.pass(true);
    const more = mended !== null && make("p", {}, t("Mend group {group} in your copy.", { group: mended }));
    this.tell(notice("good", make("p", {}, make("strong", {}, t("Right. With this you can come back."))), more));
    this.field.focus();
  }

  private pass(passed: boolean): void {
    this.passed = passed;
    this.changed();
  }

  private tell(about: HTMLElement | null): void {
    fill(find("[data-told]", this.root), about);
  }
}

function notice(kind: string, ...children: (Node | false)[]): HTMLElement {
  return make("div", { class: `notice notice--${kind}` }, ...children);
}

function sentence(copy: Exclude<Copy, { state: "right" | "mendable" }>): string {
  switch (copy.state) {
    case "empty":
      return t("Type your receipt, or paste it.");
    case "symbol":
      return t("A receipt has only digits and letters, and never the letter U. Check what you typed.");
    case "length":
      return t("A receipt has {all} symbols, seven groups of four. Here are {count}.", {
        all: CODE_SYMBOLS,
        count: copy.count,
      });
    case "wrong":
      return copy.groups.length === 1
        ? t("Group {group} does not fit. Compare it with the receipt above.", { group: copy.groups[0] ?? 0 })
        : t("These groups do not fit: {groups}. Compare them with the receipt above.", {
            groups: listed(copy.groups.map(String)),
          });
  }
}

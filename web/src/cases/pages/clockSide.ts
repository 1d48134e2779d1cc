/** Beside a case: what is due, and by when. */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { t } from "../../common/i18n";
import { DeskElement } from "../../people/element";
import { dayText } from "../../people/texts";
import type { CaseReading } from "../caseReading";
import { clockState, matterName, today } from "../clockTexts";
import type { ClockRow, TimingAnswer } from "../clockWire";
import { pathOf } from "../router";

/** What no handler does on its day, and what the reporter alone is asked. */
const UNLISTED: readonly string[] = ["check-in", "closing-letter"];

/** What a case's page lists of its clocks. */
export function listedClocks(clocks: readonly ClockRow[]): ClockRow[] {
  return clocks.filter(({ matter }) => !UNLISTED.includes(matter));
}

@customElement("desk-clock-side")
export class ClockSide extends DeskElement {
  @property({ attribute: false }) reading!: CaseReading;
  @state() private clocks: readonly ClockRow[] = [];
  private loaded: CaseReading | null = null;

  protected override willUpdate(): void {
    if (this.loaded === this.reading) return;
    this.loaded = this.reading;
    void this.attempt(async () => {
      const path = `/cases/${this.reading.id}/clocks`;
      this.clocks = listedClocks((await this.session.api.get<TimingAnswer>(path)).clocks);
    });
  }

  protected override render(): TemplateResult {
    const now = today();
    const work = pathOf({ page: "case", id: this.reading.id, part: "work" });
    return html`
      <section>
        <h2 class="desk-side__title">${t("Clocks")}</h2>
        ${this.problem()}
        <dl class="clock-side">
          ${this.clocks.map((row) => {
            const { name, tone } = clockState(row, now);
            return html`
              <div>
                <dt>${matterName(row.matter, this.reading.isRoom)}</dt>
                <dd>${row.met === null ? html`<time datetime=${row.due}>${dayText(row.due)}</time>` : nothing} <span class="tag ${tone}">${name}</span></dd>
              </div>`;
          })}
        </dl>
        <p><a href=${work}>${t("What moves them")}</a></p>
      </section>`;
  }
}

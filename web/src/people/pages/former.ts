/** Who left the organisation, for administrators; one of them may be back. */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { t } from "../../common/i18n";
import { DeskElement } from "../element";

interface Former {
  readonly id: string;
  readonly name: string;
  readonly active: boolean;
}

@customElement("desk-former")
export class FormerMembers extends DeskElement {
  @state() private former: readonly Former[] = [];

  override connectedCallback(): void {
    super.connectedCallback();
    void this.load();
  }

  protected override sessionChanged(): void {
    if (!this.busy) void this.load();
  }

  protected override render(): TemplateResult | typeof nothing {
    if (this.former.length === 0) return nothing;
    return html`
      <section class="folio">
        <h2>${t("Left the organisation")}</h2>
        <div>
          ${this.problem()}
          <ul class="rows">
            ${this.former.map(
              (one) => html`
                <li class="desk-roles__held">
                  ${one.name}
                  <button class="button button--quiet" type="button" ?disabled=${this.busy} @click=${() => this.takeBack(one)}>${t("Is back")}</button>
                </li>`,
            )}
          </ul>
          <p class="hint">${t("Who is back gets a message with a link to choose a new password, and has no role until you give one.")}</p>
        </div>
      </section>`;
  }

  private async load(): Promise<void> {
    await this.attempt(async () => {
      const { members } = await this.session.api.get<{ members: Former[] }>("/members");
      this.former = members.filter(({ active }) => !active);
    });
  }

  private async takeBack({ id }: Former): Promise<void> {
    const went = await this.attempt(async () => {
      await this.session.api.send("POST", `/members/${id}/return`, {});
    });
    if (went) await this.session.review();
  }
}

/** "?" beside a page's heading: what the page and its panels are for, in a dialog; the texts are loaded when it is opened. */
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { CasePart } from "../cases/router";
import { dataOf, find } from "../common/dom";
import { t } from "../common/i18n";
import { addressOf, type PanelHelp, panelsIn, type Topic, topicOf } from "./topics";

interface Shown {
  readonly topic: Topic;
  readonly panels: readonly PanelHelp[];
  readonly textsOf: (topic: Topic) => readonly string[];
}

@customElement("desk-help")
export class DeskHelp extends LitElement {
  @property({ attribute: false }) at: CasePart | null = null;
  @state() private shown: Shown | null = null;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render(): TemplateResult {
    return html`
      <button class="help__open" type="button" aria-label=${t("Help with this page")} title=${t("Help with this page")} aria-haspopup="dialog" @click=${this.open}>?</button>
      <dialog class="help" data-topic=${this.shown?.topic ?? nothing} aria-labelledby="help-title" @click=${(event: Event) => event.target === event.currentTarget && this.close()}>
        <h2 id="help-title">${t("Help with this page")}</h2>
        ${this.shown === null ? nothing : this.texts(this.shown)}
        <div class="actions"><button class="button button--secondary" type="button" @click=${this.close}>${t("Close")}</button></div>
      </dialog>`;
  }

  private texts({ topic, panels, textsOf }: Shown): TemplateResult {
    return html`
      ${textsOf(topic).map((text) => html`<p>${text}</p>`)} ${this.more(topic, "")}
      ${panels.map((panel) => {
        return html`<section data-topic=${panel.topic}>
          <h3>${panel.heading}</h3>
          ${textsOf(panel.topic).map((text) => html`<p>${text}</p>`)} ${this.more(panel.topic, panel.heading)}
        </section>`;
      })}`;
  }

  private more(topic: Topic, about: string): TemplateResult | typeof nothing {
    const address = addressOf(dataOf(find("[data-help]"), "help"), topic);
    if (address === "") return nothing;
    const of = about === "" ? nothing : html`<span class="visually-hidden">: ${about}</span>`;
    return html`<p><a href=${address} target="_blank" rel="noreferrer noopener">${t("Read more")}${of}</a></p>`;
  }

  private async open(): Promise<void> {
    const { helpOf } = await import("./texts");
    const main = find("main");
    this.shown = { topic: topicOf(main.querySelector("h1"), this.at), panels: panelsIn(main), textsOf: helpOf };
    await this.updateComplete;
    this.dialog.showModal();
  }

  private close(): void {
    this.dialog.close();
  }

  private get dialog(): HTMLDialogElement {
    return find<HTMLDialogElement>("dialog", this);
  }
}

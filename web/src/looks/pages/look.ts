/** How the organisation's pages look: colour, logo, languages, with a preview in light and dark before it is saved. */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { t } from "../../common/i18n";
import { DeskElement } from "../../people/element";
import { contrastText } from "../contrast";
import type { ColoursAnswer, LookAnswer, Shades } from "../wire";

const HOUSE = "#1c5642";
const COLOUR = /^#[0-9a-f]{6}$/;

@customElement("desk-look")
export class LookPage extends DeskElement {
  @state() private look: LookAnswer | null = null;
  @state() private accent = "";
  @state() private colours: ColoursAnswer | null = null;
  @state() private languages: readonly string[] = [];
  @state() private standard = "";
  @state() private said = "";

  override connectedCallback(): void {
    super.connectedCallback();
    void this.attempt(async () => this.take(await this.session.api.get<LookAnswer>("/look")));
  }

  /** Shades are set by script: the desk's policy knows no style in the page. */
  protected override updated(): void {
    for (const mode of ["light", "dark"] as const) {
      const sample = this.querySelector<HTMLElement>(`[data-sample=${mode}]`);
      if (sample !== null && this.colours !== null) paint(sample, this.colours[mode]);
    }
  }

  protected override render(): TemplateResult {
    return html`
      <h1 tabindex="-1">${t("Look")}</h1>
      <p class="lead">${t("How your organisation's pages look to reporters, to the public and at the desk. The choice is recorded.")}</p>
      <p role="status" class=${this.said === "" ? "visually-hidden" : "notice notice--good"}>${this.said}</p>
      ${this.problem()}
      ${this.look === null ? nothing : html`${this.colour()} ${this.logo(this.look)} ${this.speech(this.look)} ${this.addresses(this.look)}`}`;
  }

  private colour(): TemplateResult {
    return html`
      <section class="folio">
        <h2>${t("Colour")}</h2>
        <div>
          <p>${t("One colour for links, buttons and your posters. Its lighter twin for dark pages follows from it.")}</p>
          <div class="look-colour">
            <input type="color" aria-label=${t("Pick a colour")} .value=${this.accent || HOUSE} @input=${this.pick} />
            <input class="input input--short input--code" id="accent" dir="ltr" maxlength="7" aria-label=${t("Colour as six hexadecimal digits")} placeholder=${HOUSE} .value=${this.accent} @input=${this.pick} />
            ${this.accent === "" ? nothing : html`<button class="button button--quiet" type="button" @click=${() => this.choose("")}>${t("The original green")}</button>`}
          </div>
          ${this.verdict()}
          <div class="look-samples">${this.sample("light", t("On light pages"))} ${this.sample("dark", t("On dark pages"))}</div>
          <div class="actions"><button class="button" type="button" ?disabled=${this.busy} @click=${this.save}>${t("Save colour and languages")}</button></div>
        </div>
      </section>`;
  }

  private verdict(): TemplateResult | typeof nothing {
    if (this.colours === null) return nothing;
    const { ratio, readable, nearest } = this.colours;
    const said = contrastText(ratio, document.documentElement.lang);
    if (readable)
      return html`<p role="status"><span class="tag tag--good">${t("easy to read")}</span> ${t("Contrast {ratio}; 4.5 is needed.", { ratio: said })}</p>`;
    return html`
      <p class="notice notice--caution" role="status">
        ${t("Hard to read: contrast {ratio}, and 4.5 is needed.", { ratio: said })}
        <button class="button button--quiet" type="button" @click=${() => this.choose(nearest)}>${t("Take the nearest that is easy to read: {colour}", { colour: nearest })}</button>
      </p>`;
  }

  private sample(mode: "light" | "dark", label: string): TemplateResult {
    return html`
      <figure class="look-sample look-sample--${mode}" data-sample=${mode}>
        <figcaption>${label}</figcaption>
        <p class="look-sample__name">${this.session.me.organisation.name}</p>
        <p><span class="look-sample__link">${t("A link")}</span></p>
        <p class="look-sample__wash"><span class="look-sample__link">${t("Something chosen")}</span></p>
        <p><span class="look-sample__button">${t("Report")}</span></p>
      </figure>`;
  }

  private logo(look: LookAnswer): TemplateResult {
    return html`
      <section class="folio">
        <h2>${t("Logo")}</h2>
        <div>
          <p>${t("A PNG or WebP picture, at most 1 MB, on white or on nothing. It is made small and light, and loses all that the file says of itself.")}</p>
          ${look.logo === null ? nothing : html`<p><img class="look-logo" src=${look.logo} alt=${t("Your logo")} /></p>`}
          <div class="actions">
            <span class="pick">
              <input type="file" id="logo" ?disabled=${this.busy} accept="image/png,image/webp" aria-label=${t("Choose a picture")} @change=${this.upload} />
              <span class="button button--secondary" aria-hidden="true">${t("Choose a picture")}</span>
            </span>
            ${look.logo === null ? nothing : html`<button class="button button--quiet" type="button" ?disabled=${this.busy} @click=${this.removeLogo}>${t("Show no logo")}</button>`}
          </div>
        </div>
      </section>`;
  }

  private speech(look: LookAnswer): TemplateResult {
    return html`
      <section class="folio">
        <h2>${t("Languages")}</h2>
        <div>
          <p>${t("Which languages your pages offer. A printed address in another one leads to the language that your pages begin with.")}</p>
          <fieldset class="choices">
            <legend class="field__label">${t("Offered")}</legend>
            ${look.spoken.map(
              ({ code, name }) => html`
                <label class="choice"><input type="checkbox" name="language" value=${code} .checked=${this.languages.includes(code)} @change=${this.offer} /><span lang=${code}>${name}</span></label>`,
            )}
          </fieldset>
          <div class="field">
            <label class="field__label" for="standard">${t("Pages begin with")}</label>
            <select class="input input--short" id="standard" @change=${this.begin}>
              ${look.spoken.filter(({ code }) => this.languages.includes(code)).map(({ code, name }) => html`<option value=${code} ?selected=${code === this.standard}>${name}</option>`)}
            </select>
          </div>
          <div class="actions"><button class="button" type="button" ?disabled=${this.busy || this.languages.length === 0} @click=${this.save}>${t("Save colour and languages")}</button></div>
        </div>
      </section>`;
  }

  private addresses(look: LookAnswer): TemplateResult {
    return html`
      <section class="folio">
        <h2>${t("Addresses")}</h2>
        <div>
          <p>${t("Where your pages are found. A host of your own (such as speak.example.org) is added by whoever runs this server.")}</p>
          <ul>
            <li>${t("Report door")}: <bdi class="desk-code">${look.addresses.report}</bdi></li>
            <li>${t("Public page")}: <bdi class="desk-code">${look.addresses.public}</bdi></li>
          </ul>
        </div>
      </section>`;
  }

  private take(look: LookAnswer): void {
    this.look = look;
    this.languages = look.languages;
    this.standard = look.default_language;
    this.choose(look.accent);
  }

  private pick(event: Event): void {
    this.choose((event.target as HTMLInputElement).value.trim().toLowerCase());
  }

  private choose(accent: string): void {
    this.accent = accent;
    const colour = accent || HOUSE;
    if (COLOUR.test(colour)) void this.ask(colour);
    else this.colours = null;
  }

  /** What follows from a colour, unless another was picked meanwhile. */
  private async ask(colour: string): Promise<void> {
    const answer = await this.session.api.get<ColoursAnswer>(`/look/colours?accent=${encodeURIComponent(colour)}`);
    if ((this.accent || HOUSE) === colour) this.colours = answer;
  }

  private offer(event: Event): void {
    const { value, checked } = event.target as HTMLInputElement;
    const spoken = this.look?.spoken.map(({ code }) => code) ?? [];
    this.languages = spoken.filter((code) => (code === value ? checked : this.languages.includes(code)));
    if (!this.languages.includes(this.standard)) this.standard = this.languages[0] ?? "";
  }

  private begin(event: Event): void {
    this.standard = (event.target as HTMLSelectElement).value;
  }

  private save(): Promise<boolean> {
    const { accent, languages, standard } = this;
    return this.change(() =>
      this.session.api.send<LookAnswer>("PUT", "/look", { accent, languages, default_language: standard }),
    );
  }

  private async upload(event: Event): Promise<void> {
    const input = event.target as HTMLInputElement;
    const picked = input.files?.[0];
    if (picked === undefined) return;
    const bytes = new Uint8Array(await picked.arrayBuffer());
    await this.change(() =>
      this.session.api.send<LookAnswer>("PUT", "/look/logo", bytes, { "Content-Type": picked.type || "image/png" }),
    );
    input.value = "";
  }

  private removeLogo(): Promise<boolean> {
    return this.change(() => this.session.api.send<LookAnswer>("POST", "/look/logo/remove", {}));
  }

  /** What was not saved yet stays as it was chosen. */
  private change(act: () => Promise<LookAnswer>): Promise<boolean> {
    this.said = "";
    return this.attempt(async () => {
      this.look = await act();
      await this.session.review();
      this.said = t("Saved. Pages show it from now on; this one when it is next loaded.");
    });
  }
}

function paint(sample: HTMLElement, shades: Shades): void {
  for (const [name, colour] of Object.entries(shades)) sample.style.setProperty(`--sample-${name}`, colour);
}

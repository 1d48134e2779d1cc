/** The record: who did what to which case, filtered and taken along. No content, no reporter. */
import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { saveFile } from "../../common/download";
import { nt, t } from "../../common/i18n";
import { DeskElement } from "../../people/element";
import { dayText } from "../../people/texts";
import { actName, actSentence, type Part } from "../acts";
import { exportForVerifying, exportTable, type Progress } from "../exporting";
import { type Act, type ActsAnswer, ANY, queryOf, type RecordAnswer, type Wanted } from "../wire";

const CASE = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

@customElement("desk-record")
export class RecordPage extends DeskElement {
  @state() private record: RecordAnswer | null = null;
  @state() private acts: readonly Act[] = [];
  @state() private next: string | null = null;
  @state() private loaded = false;
  @state() private wanted: Wanted = ANY;
  @state() private wrongCase = false;
  @state() private exporting = "";
  @state() private exported = "";
  private names: ReadonlyMap<string, string> = new Map();

  override connectedCallback(): void {
    super.connectedCallback();
    void this.attempt(async () => {
      this.record = await this.session.api.get<RecordAnswer>("/record");
      this.names = new Map(this.record.members.map(({ id, name }) => [id, name]));
      await this.load();
    });
  }

  protected override render(): TemplateResult {
    return html`
      <h1 tabindex="-1">${t("The record")}</h1>
      <p class="lead">${t("Who did what, when, and to which case. It never says what is in a report, nor who reported.")}</p>
      ${this.record === null ? nothing : this.filters(this.record)}
      ${this.problem()} ${this.list()} ${this.more()}
      ${this.record === null ? nothing : html`${this.takeAlong()}${this.checking(this.record)}`}`;
  }

  private filters(record: RecordAnswer): TemplateResult {
    const { wanted } = this;
    return html`
      <form class="record-filter" aria-label=${t("Filter")} @change=${this.refine} @submit=${this.refine} autocomplete="off">
        <div class="field">
          <label class="field__label" for="act">${t("What was done")}</label>
          <select class="input" id="act" name="tag" .value=${wanted.tag}>
            <option value="">${t("Anything")}</option>
            ${record.tags.map((tag) => html`<option value=${tag} ?selected=${tag === wanted.tag}>${actName(tag)}</option>`)}
          </select>
        </div>
        <div class="field">
          <label class="field__label" for="who">${t("By whom")}</label>
          <select class="input" id="who" name="member">
            <option value="">${t("Anybody")}</option>
            ${record.members.map(
              ({ id, name, active }) =>
                html`<option value=${id} ?selected=${id === wanted.member}>${active ? name : t("{name} (no longer here)", { name })}</option>`,
            )}
          </select>
        </div>
        <div class="field">
          <label class="field__label" for="since">${t("From")}</label>
          <input class="input" id="since" name="since" type="date" .value=${wanted.since} />
        </div>
        <div class="field">
          <label class="field__label" for="until">${t("Until")}</label>
          <input class="input" id="until" name="until" type="date" .value=${wanted.until} />
        </div>
        <div class="field record-filter__case">
          <label class="field__label" for="case">${t("Case")}</label>
          <input class="input" id="case" name="case" dir="ltr" spellcheck="false" placeholder=${t("its whole number")} .value=${wanted.case}
            aria-invalid=${this.wrongCase} aria-describedby=${this.wrongCase ? "case-wrong" : nothing} />
          ${this.wrongCase ? html`<p class="field__error" id="case-wrong" role="alert">${t("A case's whole number has 36 characters. Choose it in the list below.")}</p>` : nothing}
        </div>
        ${queryOf(wanted) === "" ? nothing : html`<button class="button button--quiet" type="button" @click=${() => this.show(ANY)}>${t("Show everything")}</button>`}
      </form>`;
  }

  private list(): TemplateResult | typeof nothing {
    if (!this.loaded)
      return this.failure === "" ? html`<p class="desk-busy" role="status">${t("Reading the record.")}</p>` : nothing;
    if (this.acts.length === 0)
      return html`<div class="desk-empty" role="status"><h2>${t("Nothing fits this filter")}</h2></div>`;
    const days = new Map<string, Act[]>();
    for (const act of this.acts) {
      const day = act.at.slice(0, 10);
      days.set(day, [...(days.get(day) ?? []), act]);
    }
    return html`
      <p class="quiet" role="status">${nt("{n} entry", "{n} entries", this.acts.length)}${this.next === null ? "" : ` ${t("so far")}`} · ${t("times are UTC")}</p>
      ${[...days].map(
        ([day, acts]) => html`
          <section class="record-day" aria-label=${dayText(day)}>
            <h2>${dayText(day)}</h2>
            <ol class="record-list">${acts.map((act) => this.act(act))}</ol>
          </section>`,
      )}`;
  }

  private act(act: Act): TemplateResult {
    const { text, parts } = actSentence(act, this.session.me, this.names);
    return html`
      <li class="record-act">
        <time class="record-act__time" datetime=${act.at}>${act.at.slice(11, 19)}</time>
        <p class="record-act__text">${text.split(/\{(\w+)\}/).map((piece, at) => (at % 2 === 0 ? piece : this.named(parts[piece], piece)))}</p>
        <span class="record-act__index" title=${t("Its place in the record")}>${act.index === null ? nothing : `#${act.index}`}</span>
      </li>`;
  }

  private named(part: Part | undefined, place: string): TemplateResult {
    if (part === undefined) return html`{${place}}`;
    if (part.kind !== "case")
      return html`<bdi class=${part.kind === "person" ? "record-act__who" : ""}>${part.text}</bdi>`;
    const whole = part.whole ?? "";
    return html`<button class="record-act__case" type="button" title=${whole} aria-label=${t("Only case {id}", { id: part.text })} @click=${() => this.show({ ...this.wanted, case: whole })}><bdi>${part.text}</bdi></button>`;
  }

  private more(): TemplateResult | typeof nothing {
    if (this.next === null || !this.loaded) return nothing;
    return html`
      <div class="actions">
        <button class="button button--secondary" type="button" ?disabled=${this.busy} @click=${() => this.attempt(() => this.load())}>${t("Show older entries")}</button>
      </div>`;
  }

  private takeAlong(): TemplateResult {
    return html`
      <section class="folio">
        <h2>${t("Save a copy of the record")}</h2>
        <div>
          <p>${t("The file for checking holds the whole record and its signature. The table holds what the filter above shows, for reading.")}</p>
          <p class="quiet">${t("Whoever was excluded from a case finds nothing of it here. In their file for checking stand fingerprints in its place, so that the whole can be checked all the same.")}</p>
          <div class="actions">
            <button class="button" type="button" ?disabled=${this.exporting !== ""} @click=${() => this.take("jsonl")}>${t("File for checking")}</button>
            <button class="button button--secondary" type="button" ?disabled=${this.exporting !== ""} @click=${() => this.take("csv")}>${t("Table (CSV)")}</button>
          </div>
          <p role="status" class=${this.exporting === "" && this.exported !== "" ? "notice notice--good" : "quiet"}>${this.exporting || this.exported}</p>
        </div>
      </section>`;
  }

  private checking(record: RecordAnswer): TemplateResult {
    return html`
      <section class="folio">
        <h2>${t("Check it")}</h2>
        <div>
          <p>${t("Each entry is linked into a chain of fingerprints whose end is signed. On a machine of your own, this command finds an entry that was changed, removed or moved, and a record that was written anew:")}</p>
          <pre class="record-command" dir="ltr"><code>vouchsafe record verify ${location.origin} --kept record.checkpoint</code></pre>
          <dl class="facts">
            <div><dt>${t("Entries")}</dt><dd>${record.size}</dd></div>
            <div><dt>${t("Public address")}</dt><dd><bdi class="desk-code">${record.address}</bdi></dd></div>
            <div><dt>${t("Key")}</dt><dd><bdi class="desk-code">${record.key}</bdi></dd></div>
          </dl>
          ${record.witnesses.length === 0 ? html`<p class="notice notice--caution">${t("No witness outside cosigns this record yet. Until one does, it is for you to keep what you saw: the file that the command above writes.")}</p>` : this.witnesses(record)}
          <p class="quiet">${t("Write the key down once, and compare it: with your colleagues, and with what the public page shows.")}</p>
        </div>
      </section>`;
  }

  private witnesses({ witnesses, size }: RecordAnswer): TemplateResult {
    return html`
      <h3>${t("Witnesses")}</h3>
      <ul>${witnesses.map(
        (witness) => html`
          <li>
            <bdi>${witness.name}</bdi>: ${t("cosigned {n} of {size} entries", { n: witness.size, size })}
            ${witness.refusal === "" ? nothing : html`<p class=${witness.refusal === "forked" ? "notice notice--danger" : "notice notice--caution"}>${refusalText(witness.refusal)}</p>`}
          </li>`,
      )}</ul>`;
  }

  private refine(event: Event): void {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const value = (name: string) => String(form.get(name) ?? "").trim();
    const chosen = value("case").toLowerCase();
    this.wrongCase = chosen !== "" && !CASE.test(chosen);
    if (this.wrongCase) return;
    this.show({
      tag: value("tag"),
      member: value("member"),
      case: chosen,
      since: value("since"),
      until: value("until"),
    });
  }

  private show(wanted: Wanted): void {
    if (queryOf(wanted) === queryOf(this.wanted)) return;
    this.wrongCase = false;
    this.wanted = wanted;
    this.acts = [];
    this.next = null;
    this.loaded = false;
    this.busy = false;
    void this.attempt(() => this.load());
  }

  /** The next page; what comes for a filter that was changed meanwhile is dropped. */
  private async load(): Promise<void> {
    const { wanted } = this;
    const query = queryOf(wanted, { after: this.next ?? "" });
    const answer = await this.session.api.get<ActsAnswer>(`/record/acts?${query}`);
    if (wanted !== this.wanted) return;
    this.acts = [...this.acts, ...answer.acts];
    this.next = answer.next;
    this.loaded = true;
  }

  private async take(kind: "jsonl" | "csv"): Promise<void> {
    const { api, me } = this.session;
    const progress: Progress = (count) => {
      this.exporting = nt("{n} entry fetched.", "{n} entries fetched.", count);
      return this.isConnected;
    };
    this.exported = "";
    this.exporting = t("Fetching.");
    await this.attempt(async () => {
      const file =
        kind === "jsonl"
          ? await exportForVerifying(api, progress)
          : await exportTable(api, this.wanted, me, this.names, progress);
      if (file === null) return;
      saveFile(file, `${me.organisation.slug}-record.${kind}`);
      this.exported = t("It lies with your downloads.");
    });
    this.exporting = "";
  }
}

/** Why a witness did not cosign (audit/cosigning.py). */
function refusalText(refusal: string): string {
  const texts: Readonly<Record<string, string>> = {
    forked: t(
      "This witness saw another history of this record. Somebody rewrote it, or put an old copy of the server back. Keep what you have, and ask both operators.",
    ),
    unreachable: t("It does not answer at present."),
    unknown: t("It does not follow this record, or not with this key."),
  };
  return texts[refusal] ?? t("It answered what nobody understands.");
}

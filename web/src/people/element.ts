/** What every page of the desk shares: no shadow, so that one style sheet serves; a session; one way to try and fail. */
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { errorText, isSignedOut } from "./errorTexts";
import type { Session } from "./session";

export abstract class DeskElement extends LitElement {
  @property({ attribute: false }) session!: Session;
  @state() protected busy = false;
  @state() protected failure = "";

  private readonly onChange = () => this.sessionChanged();

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.session.addEventListener("change", this.onChange);
  }

  override disconnectedCallback(): void {
    this.session.removeEventListener("change", this.onChange);
    super.disconnectedCallback();
  }

  /** Pages that fetch something of their own when the session changes override this. */
  protected sessionChanged(): void {
    this.requestUpdate();
  }

  /** Runs one act at a time; what goes wrong is shown, never swallowed. True when it went well. */
  protected async attempt(act: () => Promise<void>): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.failure = "";
    try {
      await act();
      return true;
    } catch (error) {
      if (isSignedOut(error)) await this.session.signInAgain();
      this.failure = errorText(error);
      return false;
    } finally {
      this.busy = false;
    }
  }

  /** The last failure, announced to screen readers. */
  protected problem(): TemplateResult | typeof nothing {
    if (this.failure === "") return nothing;
    return html`<div class="notice notice--danger" role="alert"><p>${this.failure}</p></div>`;
  }
}

/** Twelve (or six) words to compare or to write down. */
export function wordList(words: readonly string[]): TemplateResult {
  return html`<ol class="words" translate="no" lang="en">${words.map((word) => html`<li>${word}</li>`)}</ol>`;
}

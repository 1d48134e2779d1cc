/** A channel's published definition, as far as a script reads it (vouchsafe/channels/schemas/definition.json). */

/** A text by language; English is always there. */
export type Text = Readonly<Record<string, string>>;

export interface Option {
  readonly id: string;
  readonly label: Text;
  readonly paused?: unknown;
}

/** Asked only when an earlier field has one of these answers. */
export interface Condition {
  readonly field: string;
  readonly is: readonly string[];
}

export interface Field {
  readonly id: string;
  readonly kind: string;
  readonly label: Text;
  readonly help?: Text;
  readonly required?: boolean;
  readonly when?: Condition;
  readonly options?: readonly Option[];
  /** Most characters (code points). */
  readonly max_length?: number;
  /** ISO 4217 codes of an amount. */
  readonly currencies?: readonly string[];
  readonly max_seconds?: number;
  /** Of a repeated group: its questions, what one entry is called, and how many there may be. */
  readonly fields?: readonly Field[];
  readonly entry?: Text;
  readonly max_entries?: number;
}

/** Somebody to turn to. */
export interface Contact {
  readonly name: Text;
  readonly what: Text;
  readonly reach: Text;
}

export interface Definition {
  readonly name: Text;
  /** `paused`: none of it can be chosen now. */
  readonly categories: readonly { readonly id: string; readonly act: Text; readonly paused?: unknown }[];
  readonly questionnaire: { readonly fields: readonly Field[] };
  /** What law says when a reporter must hear of the organisation, and whom to turn to when they do not. */
  readonly clock?: { readonly source: Text };
  readonly authorities?: readonly Contact[];
  /** Of the privacy notice: where whoever is named can complain. */
  readonly privacy?: { readonly complaint: Text };
}

/** The text in `language`, else English, else whatever there is. */
export function inLanguage(text: Text | undefined, language: string): string {
  if (text === undefined) return "";
  return text[language] ?? text.en ?? Object.values(text)[0] ?? "";
}

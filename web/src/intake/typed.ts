/** What was typed, in the form that is sealed. Pure. What cannot be read stays as it is, so that the check finds it. */

/** The boxes of a date as they stand. */
export interface DateTyped {
  day: string;
  month: string;
  year: string;
  /** "This is about right, not exact" is ticked. */
  about: boolean;
}

/** What a date lacks: a year of four digits, the month of a day; or there is no such day. */
export type DateFault = "year" | "month" | "day";

const APART = /[\s\u00a0\u2009\u202f'’_]/gu;
const PLAIN = /^(\d+)(?:[.,](\d{1,2}))?$/;
/** Groups of three with one mark, decimals after the other: 1.200,50 and 1,200.50. */
const GROUPED = /^(\d{1,3}(?:([.,])\d{3})(?:\2\d{3})*)(?:(?!\2)[.,](\d{1,2}))?$/;

/** A date as EDTF: `2026-03-27`, `2026-03` or `2026`, "~" behind it when about right; null for empty boxes. */
export function dateOf({ day, month, year, about }: DateTyped): string | null {
  const [d, m, y] = [day, month, year].map((text) => latinDigits(text.trim())) as [string, string, string];
  if (d === "" && m === "" && y === "") return null;
  const parts = d !== "" ? [y, padded(m), padded(d)] : m !== "" ? [y, padded(m)] : [y];
  return parts.join("-") + (about ? "~" : "");
}

/** Which box is wrong in a date that `dateOf` gave and that is none. */
export function dateFault(date: string): DateFault {
  if (!/^\d{4}(?!\d)/.test(date) || date.startsWith("0000")) return "year";
  return /^\d{4}-(?:0[1-9]|1[0-2])(?!\d)/.test(date) ? "day" : "month";
}

/**
 * An amount as it is sealed, `1200.50 EUR`; null for an empty box. Comma and point are both understood, as decimals and
 * between thousands; so are spaces, and the digits of Arabic and Persian.
 */
export function amountOf(text: string, currency: string): string | null {
  const typed = latinDigits(text).replace(APART, "").replaceAll("٫", ".").replaceAll("٬", ",");
  if (typed === "") return null;
  const plain = PLAIN.exec(typed);
  const grouped = plain ? null : GROUPED.exec(typed);
  const whole = plain?.[1] ?? grouped?.[1]?.replace(/[.,]/g, "") ?? typed;
  const decimals = plain?.[2] ?? grouped?.[3];
  return `${whole}${decimals === undefined ? "" : `.${decimals}`} ${currency}`;
}

function padded(text: string): string {
  return text.length === 1 ? `0${text}` : text;
}

function latinDigits(text: string): string {
  return text.replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) & 0xf));
}

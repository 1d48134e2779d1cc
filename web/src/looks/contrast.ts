/** A contrast ratio in digits of `language`: cut, not rounded, for 4.4999 is not 4.5. */
export function contrastText(ratio: number, language: string): string {
  const format = new Intl.NumberFormat(language, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  return format.format(Math.floor(ratio * 100) / 100);
}

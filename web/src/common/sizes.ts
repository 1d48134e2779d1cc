/** Sizes of files as people read them. */

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;

/** A size in bytes in words and digits of `language`: 1,240 → "1.2 kB". */
export function readableSize(bytes: number, language: string): string {
  let size = bytes;
  let unit = 0;
  while (size >= 1000 && unit < UNITS.length - 1) {
    size /= 1000;
    unit += 1;
  }
  const maximumFractionDigits = unit === 0 || size >= 100 ? 0 : 1;
  // In full where nothing is to be saved: "674 bytes", which the short form calls "674 byte".
  const unitDisplay = unit === 0 ? "long" : "short";
  const style = { style: "unit", unit: UNITS[unit] ?? "byte", unitDisplay, maximumFractionDigits } as const;
  return new Intl.NumberFormat(language, style).format(size);
}

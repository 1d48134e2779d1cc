/** A table of acts for people's own programs: comma-separated values (RFC 4180), which no spreadsheet may run. */

/** What a spreadsheet takes for the beginning of a formula (OWASP, "CSV Injection"). */
const FORMULA = /^[=+\-@\t\r\n\uFF0B\uFF0D\uFF1D\uFF20]/;

/** One line. Every field is quoted; one that would be a formula begins with an apostrophe, which makes it text. */
export function csvLine(fields: readonly string[]): string {
  return `${fields.map((field) => `"${(FORMULA.test(field) ? `'${field}` : field).replaceAll('"', '""')}"`).join(",")}\r\n`;
}

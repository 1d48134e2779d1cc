/** What all style sheets keep to: tokens, logical properties, and the page that shows them. */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const FOLDER = new URL("./", import.meta.url);
const sheets = readdirSync(FOLDER).filter((name) => name.endsWith(".css"));
const read = (name: string) => readFileSync(new URL(name, FOLDER), "utf8").replace(/\/\*[\s\S]*?\*\//g, "");
const PHYSICAL =
  /(?<![-\w])(?:(?:margin|padding|border|scroll-margin|scroll-padding)-(?:left|right|top|bottom)(?:-\w+)?|left|right|border-(?:top|bottom)-(?:left|right)-radius)\s*:|(?:text-align|float|clear)\s*:\s*(?:left|right)\b/g;
/** A middle is as far from either side. */
const MIDDLE = { "viewer.css": ["left:"] } as Readonly<Record<string, readonly string[]>>;
/** Paper that is printed, black that is blacked out, and samples of another organisation's look. */
const OWN_COLOURS = [
  "tokens.css",
  "base.css",
  "viewer.css",
  "deskViewer.css",
  "deskExport.css",
  "deskLooks.css",
  "receipt.css",
];
const tokens = [...read("tokens.css").matchAll(/^ {2}--([\w-]+):/gm)].map(([, name]) => name);

describe("every style sheet", () => {
  it.each(sheets)("%s is short enough to be read at once", (name) => {
    expect(readFileSync(new URL(name, FOLDER), "utf8").split("\n").length).toBeLessThanOrEqual(400);
  });

  it.each(sheets)("%s names no side by left and right, so that it mirrors by itself", (name) => {
    expect(read(name).match(PHYSICAL) ?? []).toEqual(MIDDLE[name] ?? []);
  });

  it.each(sheets.filter((name) => !OWN_COLOURS.includes(name)))("%s takes its colours from the tokens", (name) => {
    expect(read(name).match(/:[^;{}]*#[0-9a-f]{3,8}\b/gi) ?? []).toEqual([]);
  });
});

describe("the page that shows the style", () => {
  it("shows every colour, size and space that there is", () => {
    const shown = read("deskStyle.css");
    const wanted = new Set(
      tokens.filter((name) => /^(paper|ink|rule|green|on-|brick|amber|focus|text-|space-)/.test(name ?? "")),
    );
    for (const name of wanted) expect(shown).toContain(`var(--${name})`);
    const view = readFileSync(new URL("../../../vouchsafe/looks/views/style.py", FOLDER), "utf8");
    for (const name of wanted) if (!/^(text|space)-/.test(name ?? "")) expect(view).toContain(`"${name}"`);
  });
});

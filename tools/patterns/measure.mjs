/**
 * How long regular expressions can take: `node measure.mjs < PATTERNS.json`, a list of [pattern, flags] as JavaScript has
 * them; writes a list of {status, complexity, attack}. The library builds the automaton of each and looks how its work
 * can grow with the text; where it cannot, it searches for a text that makes it grow. https://makenowjust-labs.github.io/recheck/
 */
import { readFileSync } from "node:fs";
import recheck from "recheck/lib/browser.js";

/** By steps, not by the clock: a busy machine finds the same. */
const BOUNDS = { timeout: null, attackTimeout: null, incubationTimeout: null, attackLimit: 20_000_000, randomSeed: 1 };

const found = [];
for (const [pattern, flags] of JSON.parse(readFileSync(0, "utf-8"))) {
  const said = recheck.checkSync(pattern, flags, BOUNDS);
  found.push({
    status: said.status,
    complexity: said.complexity?.summary ?? "",
    attack: said.attack?.pattern ?? said.error?.message ?? said.error?.kind ?? "",
  });
}
process.stdout.write(JSON.stringify(found));

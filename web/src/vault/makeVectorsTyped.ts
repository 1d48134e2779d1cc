/** Our vectors of identities as people type them (`npm run vectors`). Not part of the client. */
import { Identity } from "./hybrid";
import type { VectorCase } from "./vectorFiles";

const identity = Identity.fromSeed(Uint8Array.from({ length: 32 }, (_, place) => place)).toString();
const symbols = identity.slice("AGE-SECRET-KEY-PQ-1".length);
const groups = symbols.match(/.{1,4}/g) as string[];
const other = symbols[20] === "Z" ? "Y" : "Z";

function typedVectors(): VectorCase[] {
  const ok = (name: string, text: string): VectorCase => ({
    name,
    expect: "ok",
    input: { text },
    output: { identity },
  });
  const bad = (name: string, expect: string, text: string): VectorCase => ({ name, expect, input: { text } });
  return [
    ok("as the sheet shows it", `AGE-SECRET-KEY-PQ-1 ${groups.join(" ")}`),
    ok("small letters, each group on a line", groups.join("\n").toLowerCase()),
    ok("soft hyphens and a dash", groups.join("\u00ad\u2013")),
    bad("a letter O", "typed/character", `O${symbols.slice(1)}`),
    bad("a letter that only looks like an S", "typed/character", `ſ${symbols.slice(1)}`),
    bad("a classic identity", "typed/character", identity.replace("PQ-1", "1")),
    bad("one wrong letter", "typed/mistyped", symbols.slice(0, 20) + other + symbols.slice(21)),
    bad("two groups changed places", "typed/mistyped", [groups[1], groups[0], ...groups.slice(2)].join("")),
    bad("a letter too few", "typed/length", symbols.slice(1)),
    bad("nothing", "typed/length", ""),
  ];
}

export const topics = { typed: typedVectors };

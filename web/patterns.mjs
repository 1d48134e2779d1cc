/** Lists the regular expressions of the client's sources: node patterns.mjs; a list of [file, pattern, flags]. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseSync } from "vite";

const root = join(import.meta.dirname, "src");
const found = [];

function look(file, node) {
  if (node === null || typeof node !== "object") return;
  if (node.type === "Literal" && node.regex) found.push([file, node.regex.pattern, node.regex.flags]);
  for (const child of Object.values(node)) look(file, child);
}

for (const file of readdirSync(root, { recursive: true }).sort()) {
  if (!file.endsWith(".ts") || file.endsWith(".test.ts")) continue;
  const { program, errors } = parseSync(file, readFileSync(join(root, file), "utf-8"));
  if (errors.length > 0) throw new Error(`${file}: ${errors[0].message}`);
  look(file, program);
}
process.stdout.write(JSON.stringify(found));

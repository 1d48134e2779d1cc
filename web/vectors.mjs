/** Writes vectors/typescript/*.json: each src/vault/makeVectors*.ts exports `topics`, a maker of cases by topic. */
import { readdirSync } from "node:fs";
import { runnerImport } from "vite";

const config = { root: import.meta.dirname, configFile: false, logLevel: "warn" };
const vault = `${import.meta.dirname}/src/vault`;
const { module: files } = await runnerImport(`${vault}/vectorFiles.ts`, config);

for (const name of readdirSync(vault).filter((name) => /^makeVectors.*\.ts$/.test(name)).sort()) {
  const { module: maker } = await runnerImport(`${vault}/${name}`, config);
  for (const [topic, make] of Object.entries(maker.topics)) {
    const cases = await make();
    files.writeVectors(topic, cases);
    console.log(`${topic}: ${cases.length}`);
  }
}

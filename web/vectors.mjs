/** Writes vectors/typescript/*.json: each src/vault/makeVectors*.ts exports `topics`, a maker of cases by topic. */
import { readdirSync, writeFileSync } from "node:fs";
import { createServer } from "vite";

const config = { root: import.meta.dirname, configFile: false, logLevel: "warn", server: { middlewareMode: true, ws: false } };
const vault = `${import.meta.dirname}/src/vault`;
const server = await createServer(config);
const files = await server.ssrLoadModule(`${vault}/vectorFiles.ts`);
const only = process.argv.slice(2); // some topics, or all

for (const name of readdirSync(vault).filter((name) => /^makeVectors.*\.ts$/.test(name)).sort()) {
  const maker = await server.ssrLoadModule(`${vault}/${name}`);
  for (const [topic, make] of Object.entries(maker.topics)) {
    if (only.length > 0 && !only.includes(topic)) continue;
    const cases = await make();
    files.writeVectors(topic, cases);
    console.log(`${topic}: ${cases.length}`);
  }
}
if (only.length === 0 || only.includes("timeline")) {
  const { makeTimeline } = await server.ssrLoadModule(`${vault}/timelineVector.ts`);
  writeFileSync(`${import.meta.dirname}/../vectors/timeline.html`, (await makeTimeline()).text);
}
await server.close();

/** The shared test vectors under `vectors/`: how both makers' files are read, and ours written. Not part of the client. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { type Bytes, concat, type RandomSource, uint32, utf8 } from "./bytes";
import { sha256 } from "./primitives";

const FOLDER = resolve(import.meta.dirname, "../../../vectors");
const MAKERS = ["python", "typescript"] as const;

/** One vector. `expect` is "ok" or the code of the error that opening `input` must give. */
export interface VectorCase<Input = Record<string, unknown>, Output = Record<string, unknown>> {
  /** A sentence. */
  readonly name: string;
  readonly expect: string;
  readonly input: Input;
  readonly output?: Output;
}

/** All cases of a topic, of both makers, each named by its maker. Throws when a file is missing or holds no case. */
export function vectorsOf<Input, Output>(topic: string): VectorCase<Input, Output>[] {
  return MAKERS.flatMap((maker) => {
    const file = JSON.parse(readFileSync(resolve(FOLDER, maker, `${topic}.json`), "utf8"));
    if (file.topic !== topic || file.made_by !== maker || file.cases.length === 0)
      throw new Error(`no vectors: ${topic}`);
    return file.cases.map((one: VectorCase<Input, Output>) => ({ ...one, name: `${maker}: ${one.name}` }));
  });
}

/** Writes our file of a topic. */
export function writeVectors(topic: string, cases: readonly VectorCase[]): void {
  const folder = resolve(FOLDER, "typescript");
  mkdirSync(folder, { recursive: true });
  const file = { topic, made_by: "typescript", cases };
  writeFileSync(resolve(folder, `${topic}.json`), `${JSON.stringify(file, null, 1)}\n`);
}

/** Bytes that look random and are the same in every run: the making of vectors is reproducible. */
export function seededRandom(seed: string): RandomSource {
  let counter = 0;
  return (n) => {
    const blocks: Bytes[] = [];
    for (let have = 0; have < n; have += 32) blocks.push(sha256(concat(utf8(seed), uint32(counter++))));
    return concat(...blocks).slice(0, n);
  };
}

/** Gives these bytes, one after the other, and throws when asked for another length or more. */
export function fixedRandom(...parts: readonly Bytes[]): RandomSource {
  const left = [...parts];
  return (n) => {
    const part = left.shift();
    if (part?.length !== n) throw new Error(`${n} random bytes were asked for, against the order of the vectors`);
    return part;
  };
}

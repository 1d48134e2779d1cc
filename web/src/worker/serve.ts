/** The worker's side: answers calls with the methods of each family, loaded when first asked for. */

import { type Call, failureOf, type Methods, type Reply } from "./protocol";

export type Families = Record<string, () => Promise<Methods>>;

/** Answers one call. Never rejects: a failure is a reply too. */
export async function answer(call: Call, families: Families, reply: (message: Reply) => void): Promise<void> {
  const { id } = call;
  try {
    const methods = await families[call.family]?.();
    const method = methods && Object.hasOwn(methods, call.method) ? methods[call.method] : undefined;
    if (!method) throw new Error(`The worker has no method ${call.family}.${call.method}.`);
    const value = await method(call.argument, (progress: unknown) => reply({ id, kind: "progress", value: progress }));
    reply({ id, kind: "result", value });
  } catch (error) {
    reply({ id, kind: "failure", failure: failureOf(error) });
  }
}

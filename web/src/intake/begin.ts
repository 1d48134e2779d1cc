/** Starting a page: its texts first, then its code; and where that cannot run, a sentence in place of dead buttons. */

import { fill, find, make } from "../common/dom";
import { loadCatalogue } from "../common/i18n";
import { WorkerError } from "../worker/rpc";
import { sentenceFor } from "./sentences";

/** Runs `page` once the texts are there; without them it speaks English. */
export async function begin(page: () => unknown): Promise<void> {
  await loadCatalogue().catch(() => undefined);
  try {
    page();
  } catch (error) {
    const failed = new WorkerError({ code: "client/worker-failed", message: String(error), detail: {} });
    fill(find("#alert"), make("p", { class: "notice notice--danger" }, sentenceFor(failed)));
    throw error;
  }
}

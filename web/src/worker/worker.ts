/** The one module worker. It holds every secret of a page; the page holds none. */

import type { Call } from "./protocol";
import { answer, type Families } from "./serve";

/** One line per family; each is loaded only where it is used, so that a reporter never loads the desk's code. */
const families: Families = {
  report: async () => (await import("./reportWorker")).reportMethods,
  desk: async () => (await import("./deskWorker")).deskMethods,
  voice: async () => (await import("./voiceWorker")).voiceMethods,
};

addEventListener("message", (event: MessageEvent<Call>) => {
  answer(event.data, families, (message) => postMessage(message));
});

/** The later report's side of tying it to an earlier one (`followed.ts`): loaded where a mailbox opened this tab. */

import { find, make } from "../common/dom";
import { t } from "../common/i18n";
import type { ReportMethods } from "../worker/reportWorker";
import type { Remote } from "../worker/rpc";
import { loadLate } from "./late";
import { ASKS, type Asking, TELLS, type Telling } from "./tying";

/** Asks the tab that opened this one for the proof, and shows that the report is tied, with a way to leave it. */
export async function askToFollow(worker: Remote<ReportMethods>, opener: Window): Promise<void> {
  await loadLate();
  addEventListener("message", ({ data, origin, source }: MessageEvent<unknown>) => {
    if (origin === location.origin && source === opener && isTelling(data)) void tie(worker, data);
  });
  const asking: Asking = { what: ASKS, later: await worker.call("ownCase", undefined) };
  opener.postMessage(asking, location.origin);
}

async function tie(worker: Remote<ReportMethods>, { follows }: Telling): Promise<void> {
  if (!(await worker.call("followEarlier", { follows }))) return;
  const leave = make("button", { class: "button button--quiet", type: "button" }, t("Do not tie them"));
  const notice = make(
    "div",
    { class: "notice notice--good", role: "status", "data-tied": true },
    make(
      "p",
      {},
      t("This report is tied to your earlier one: those who read both can see that you wrote both."),
      " ",
      leave,
    ),
  );
  leave.addEventListener("click", async () => {
    if (await worker.call("followEarlier", { follows: null })) notice.remove();
  });
  find("#alert").before(notice);
}

function isTelling(data: unknown): data is Telling {
  return typeof data === "object" && data !== null && (data as Telling).what === TELLS;
}

/**
 * The earlier report's side of tying a new one to it (protocol §20).
 *
 * The form opens in a tab of its own and asks this page, which opened it, for the proof: the earlier receipt's key stays
 * in this page's worker, the new one's in the other's. Nothing stands in an address, and nothing is stored.
 */

import { find } from "../common/dom";
import { t } from "../common/i18n";
import type { Follows } from "../vault/bodies";
import { ASKS, type Asking, TELLS, type Telling } from "./tying";

export class Followed {
  private readonly opened = new Set<unknown>();
  private addresses = { here: "", elsewhere: "" };

  /** `sign` gives the proof for the case id of the later report. */
  constructor(private readonly sign: (later: string) => Promise<Follows>) {
    find("[data-follow]").addEventListener("click", () => this.open(this.addresses.here));
    find("[data-follow-elsewhere]").addEventListener("click", () => this.open(this.addresses.elsewhere));
    addEventListener("message", (event: MessageEvent<unknown>) => void this.hear(event));
  }

  /** `channels`: the address of the organisation's channels; `channel`: the slug of this report's. */
  offer(channels: string, channel: string): void {
    this.addresses = { here: `${channels}${channel}/report/`, elsewhere: channels };
  }

  private open(address: string): void {
    const tab = open(address);
    if (tab) this.opened.add(tab);
    find("[data-followed]").textContent = tab ? "" : t("Your browser did not open a new tab. Allow it for this page.");
  }

  private async hear({ data, origin, source }: MessageEvent<unknown>): Promise<void> {
    if (origin !== location.origin || !this.opened.has(source) || !isAsking(data)) return;
    const telling: Telling = { what: TELLS, follows: await this.sign(data.later) };
    (source as Window).postMessage(telling, location.origin);
    find("[data-followed]").textContent = t("The report in the new tab is tied to this one.");
  }
}

function isAsking(data: unknown): data is Asking {
  return typeof data === "object" && data !== null && (data as Asking).what === ASKS;
}

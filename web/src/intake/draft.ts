/**
 * What a reporter typed, over a reload of this tab and no longer; nothing is kept unless they ask.
 *
 * 1. It is sealed with AES-GCM under a key that no script can read out, bound to what the form is of.
 * 2. The sealed text lies in the tab's own storage and ends with the tab; the key lies in the browser's database.
 *    Neither is of use without the other, and the key is one for all tabs: whoever forgets in one, forgets in all.
 * 3. Only a reload brings it back. Whoever opens the page in any other way, Back and "reopen closed tab" included,
 *    finds nothing, and what was left over is deleted then.
 */

import { DRAFT as NAME } from "./keeping";
import { forgetKey, open, seal } from "./sealedAway";

export class Draft {
  private latest: unknown;
  private running: Promise<void> | null = null;
  private kept = false;

  /** `place`: what the form is of, such as its channel; a draft of another place does not open here. */
  constructor(private readonly place: string) {}

  /** Keeps `snapshot` (any JSON) in place of an earlier one. Rejects where this browser cannot; nothing is kept then. */
  keep(snapshot: unknown): Promise<void> {
    this.latest = snapshot;
    this.kept = true;
    this.running ??= this.catchUp().finally(() => {
      this.running = null;
    });
    return this.running;
  }

  /** What was kept before this page was reloaded, or null; what is of no more use is deleted. Rejects as `forget` does. */
  async restore(): Promise<unknown> {
    const sealed = sessionStorage.getItem(NAME);
    const snapshot = sealed !== null && wasReloaded() ? await open(NAME, this.place, sealed) : null;
    if (snapshot === null) await this.forget();
    return snapshot;
  }

  /** Deletes what was kept: the sealed text at once, then the key. Rejects where the key, of no use now, stays. */
  async forget(): Promise<void> {
    this.kept = false;
    this.latest = undefined;
    sessionStorage.removeItem(NAME);
    await this.running?.catch(() => undefined);
    await forgetKey(NAME);
  }

  /** Seals whatever came last, until nothing newer came meanwhile. */
  private async catchUp(): Promise<void> {
    let snapshot: unknown;
    try {
      do {
        snapshot = this.latest;
        const sealed = await seal(NAME, this.place, snapshot);
        if (this.kept) sessionStorage.setItem(NAME, sealed);
      } while (this.kept && this.latest !== snapshot);
    } catch (error) {
      sessionStorage.removeItem(NAME);
      throw error;
    }
  }
}

/** A tab that the browser put aside to save memory, and now shows again, counts as reloaded. */
function wasReloaded(): boolean {
  const [visit] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  return visit?.type === "reload" || (document as { wasDiscarded?: boolean }).wasDiscarded === true;
}

/** Something sealed once and posted to a case until the server has it: after a lost answer the same bytes go again. */
import type { Addition } from "../cases/writing";
import type { Session } from "../people/session";

export class Posting {
  private held: { what: string; addition: Addition } | null = null;

  /** `said` is what is sealed, as it was typed: when it changed, it is sealed anew. Rejects as `seal` and the Api do. */
  async post({ api }: Session, id: string, said: object, seal: () => Promise<Addition>): Promise<void> {
    const what = `${id} ${JSON.stringify(said)}`;
    if (this.held?.what !== what) this.held = { what, addition: await seal() };
    await api.send("POST", `/cases/${id}/items`, this.held.addition);
    this.held = null;
  }
}

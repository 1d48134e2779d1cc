/** Keeping a redacted copy: sealed into the case as an attachment of its own that names what it is a copy of. */
import type { Addition } from "../cases/writing";
import type { Session } from "../people/session";

export class CopyKeeper {
  /** Sealed, but the server's answer did not arrive: the same bytes are sent again, so nothing is kept twice. */
  private unsent: { key: string; addition: Addition } | null = null;

  constructor(
    private readonly session: Session,
    private readonly caseId: string,
  ) {}

  /**
   * `redacts`: hash (hex) of the sealed original. `key` tells one copy from another while this page stands; `make` is
   * asked for the file unless it was sealed before. @throws WorkerError, ApiError, and as `make`.
   */
  async keep(
    redacts: string,
    key: string,
    make: () => Promise<File>,
    progress: (share: number) => void,
  ): Promise<void> {
    const { worker, api, token } = this.session;
    if (this.unsent?.key !== key) {
      const file = await make();
      const addition = await worker.call("sealCopy", { id: this.caseId, file, redacts, token }, progress);
      this.unsent = { key, addition };
    }
    await api.send("POST", `/cases/${this.caseId}/items`, this.unsent.addition);
    this.unsent = null;
  }
}

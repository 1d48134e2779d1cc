/** Keeping a redacted copy: sealed into the case as an attachment of its own that names what it is a copy of. */

import { Unsent } from "../common/unsent";
import type { Session } from "../people/session";

export class CopyKeeper {
  private readonly unsent = new Unsent();

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
    await this.unsent.post(api, `/cases/${this.caseId}/items`, key, async () => {
      const file = await make();
      return worker.call("sealCopy", { id: this.caseId, file, redacts, token }, progress);
    });
  }
}

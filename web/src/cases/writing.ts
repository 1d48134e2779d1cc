/** Writing at the desk: answers, notes, and the desk key when it is first needed. Runs in the worker. */
import type { DirectoryKeeper } from "../people/directoryKeeper";
import { DeskError } from "../people/errors";
import type { OwnKey } from "../people/ownKey";
import { toHex } from "../vault/bytes";
import { makeDeskKey, sealMessage, sealNote } from "../vault/compose";
import { Role } from "../vault/directoryEntry";
import { KeyKind } from "../vault/keyKind";
import type { ReadCase } from "../vault/thread";
import type { GrantJson, ItemJson } from "../vault/wire";
import type { CaseReader } from "./reading";

/** The body of POST /cases/<id>/items. */
export interface Addition {
  readonly items: readonly ItemJson[];
  readonly blobs: readonly [];
}

/** The body of POST /cases/<id>/keys. */
export interface NewKey {
  readonly key_kind: number;
  readonly generation: number;
  readonly grants: readonly Pick<GrantJson, "holder" | "sealed">[];
}

export class CaseWriter {
  constructor(
    private readonly own: OwnKey,
    private readonly keeper: DirectoryKeeper,
    private readonly reader: CaseReader,
    private readonly today: () => string = () => new Date().toISOString().slice(0, 10),
  ) {}

  /** Seals an answer that the reporter will read. @throws DeskError, or Refused "thread/no-key": nothing was sealed. */
  async answer(id: string, text: string): Promise<Addition> {
    const { read } = this.reader.opened(id);
    this.demandRecipients(read);
    const item = await sealMessage(read, this.own.unlocked.keys.signing, { text, sentOn: this.today() });
    return { items: [item], blobs: [] };
  }

  /** Seals a note that only handlers read. @throws DeskError, or Refused "thread/no-key": nothing was sealed. */
  async note(id: string, text: string): Promise<Addition> {
    const { read } = this.reader.opened(id);
    this.demandRecipients(read);
    const item = await sealNote(read, this.own.unlocked.keys.signing, { text, writtenOn: this.today() });
    return { items: [item], blobs: [] };
  }

  /**
   * A desk key for a case that shows none. The case is read again afterwards, whoever's key the server kept.
   * 1. The case itself holds: only then is anything granted in it.
   * 2. Granted to the recovery sheets and to those handlers of today to whom the reporter sealed, nobody else.
   * 3. Every one of them was accepted in this browser.
   */
  async deskKey(id: string): Promise<NewKey> {
    const { read, answer } = this.reader.opened(id);
    const report = this.demandRecipients(read);
    const { directory } = this.keeper.accepted;
    const handlers = directory.holders(answer.case.channel, [Role.HANDLER]).map((card) => toHex(card.fingerprint));
    const excluded = handlers.filter((fingerprint) => !report.body.sealed_to.includes(fingerprint));
    const granter = this.own.unlocked.keys.signing;
    const { grants } = await makeDeskKey(directory, answer.case.channel, id, granter, { excluded });
    this.keeper.demandAccepted(grants.map((grant) => grant.holder));
    const bare = grants.map(({ holder, sealed }) => ({ holder, sealed }));
    return { key_kind: KeyKind.DESK, generation: 0, grants: bare };
  }

  /** The report, once the case may be sealed to and everyone who holds its key was accepted here. */
  private demandRecipients(read: ReadCase): NonNullable<ReadCase["report"]> {
    if (read.report === null || read.current(KeyKind.CASE) === null) {
      throw new DeskError("desk/may-not-seal", "This case could not be verified, so nothing is sealed to it.");
    }
    this.keeper.demandAccepted(read.report.body.sealed_to);
    return read.report;
  }
}

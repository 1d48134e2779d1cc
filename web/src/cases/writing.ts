/** Writing at the desk: answers, notes, and the desk key when it is first needed. Runs in the worker. */
import { type Api, TUS } from "../common/api";
import { mayGo } from "../handover/steps";
import type { DirectoryKeeper } from "../people/directoryKeeper";
import { DeskError } from "../people/errors";
import type { OwnKey } from "../people/ownKey";
import type { Bodies } from "../vault/bodies";
import { toHex } from "../vault/bytes";
import { keyFor, makeDeskKey, sealMessage, sealNote, sealTitle } from "../vault/compose";
import { Role } from "../vault/directoryEntry";
import { KeyKind } from "../vault/keyKind";
import type { ReadCase } from "../vault/thread";
import { type GrantJson, type ItemJson, sealBody } from "../vault/wire";
import type { Announced, Attachable, Attached, Outgoing } from "../worker/attach";
import { CaseFiles } from "../worker/caseFiles";
import { DELAYS, patiently } from "../worker/patience";
import { type Filing, nextFiling, nextTask, type TaskToSeal } from "./filing";
import type { CaseReader } from "./reading";
import { entitledTo } from "./regranting";

/** The body of POST /cases/<id>/items. */
export interface Addition {
  readonly items: readonly ItemJson[];
  readonly blobs: readonly { readonly id: string; readonly size: number }[];
  /** The file from which minutes among the items were made; it goes once the reporter said that they are right. */
  readonly recording?: { readonly minutes: string; readonly blob: string };
}

/** The body of POST /cases/<id>/keys. */
export interface NewKey {
  readonly key_kind: number;
  readonly generation: number;
  readonly grants: readonly Pick<GrantJson, "holder" | "sealed">[];
}

export class CaseWriter {
  /** Files for the next answer, by case id. */
  private readonly files = new Map<string, CaseFiles>();

  constructor(
    private readonly own: OwnKey,
    private readonly keeper: DirectoryKeeper,
    private readonly reader: CaseReader,
    private readonly today: () => string = () => new Date().toISOString().slice(0, 10),
  ) {}

  /** Cleans, seals and uploads a file for the next answer. `api` announces it. @throws as `answer`, and ApiError. */
  async attach(
    id: string,
    key: string,
    file: Attachable,
    api: Api,
    progress: (share: number) => void,
  ): Promise<Attached> {
    this.demandRecipients(this.reader.opened(id).read);
    return this.filesOf(id, api).attach(key, file, progress);
  }

  detach(id: string, key: string): void {
    this.files.get(id)?.detach(key);
  }

  /** After an answer was stored: its files are not sent again with the next one. */
  sent(id: string): void {
    this.files.get(id)?.clear();
  }

  /**
   * Seals an answer that the reporter will read, with those of the attached files (ids of their blobs) that stand beside it.
   * @throws DeskError, or Refused "thread/no-key": nothing was sealed.
   */
  async answer(id: string, text: string, files: readonly string[] = []): Promise<Addition> {
    const { read } = this.reader.opened(id);
    this.demandRecipients(read);
    const { signing } = this.own.unlocked.keys;
    const enclosed = await this.files.get(id)?.seal(signing, this.today(), files);
    const { items = [], parts = [], blobs = [] } = enclosed ?? {};
    const item = await sealMessage(read, signing, { text, sentOn: this.today(), parts });
    return { items: [...items, item], blobs };
  }

  /** Seals words to the reporter beside an act, without files. @throws as `answer`. */
  async words(id: string, text: string): Promise<ItemJson> {
    const { read } = this.reader.opened(id);
    this.demandRecipients(read);
    return sealMessage(read, this.own.unlocked.keys.signing, { text, sentOn: this.today() });
  }

  /**
   * Cleans, seals and uploads a redacted copy of something that the reporter can read, as an attachment of its own.
   * `redacts`: hash (hex) of the sealed original. @throws as `answer`, ApiError, or DeskError "desk/no-such-original".
   */
  async copy(id: string, file: File, redacts: string, api: Api, progress: (share: number) => void): Promise<Addition> {
    const { read } = this.reader.opened(id);
    this.demandRecipients(read);
    if (!mayGo(read).some((entry) => entry.sealedSha256 === redacts)) {
      throw new DeskError("desk/no-such-original", "This case has nothing with this hash that a copy is made of.");
    }
    const files = this.newFiles(id, api);
    const { blob } = await files.attach("copy", file, progress);
    const { items, blobs } = await files.seal(this.own.unlocked.keys.signing, this.today(), [blob], redacts);
    return { items, blobs };
  }

  /** Seals a note that only handlers read. @throws DeskError, or Refused "thread/no-key": nothing was sealed. */
  async note(id: string, text: string): Promise<Addition> {
    const { read } = this.reader.opened(id);
    this.demandRecipients(read);
    const item = await sealNote(read, this.own.unlocked.keys.signing, { text, writtenOn: this.today() });
    return { items: [item], blobs: [] };
  }

  /** Seals how the case is filed now. @throws DeskError, or Refused "thread/no-key": nothing was sealed. */
  async file(id: string, filing: Filing): Promise<Addition> {
    const { read } = this.reader.opened(id);
    return this.seal(read, "filing", nextFiling(read, filing, this.today()));
  }

  /** Seals a task, new or changed. @throws as `file`. */
  async task(id: string, task: TaskToSeal): Promise<Addition> {
    const { read } = this.reader.opened(id);
    return this.seal(read, "task", nextTask(read, task, this.today()));
  }

  /** Seals another title, which the reporter reads too. @throws as `file`. */
  async title(id: string, title: string): Promise<Addition> {
    const { read } = this.reader.opened(id);
    this.demandRecipients(read);
    const item = await sealTitle(read, this.own.unlocked.keys.signing, { title, sentOn: this.today() });
    return { items: [item], blobs: [] };
  }

  private async seal<K extends "filing" | "task">(read: ReadCase, kind: K, body: Bodies[K]): Promise<Addition> {
    this.demandRecipients(read);
    const item = await sealBody(keyFor(read, kind), read.caseId, this.own.unlocked.keys.signing, kind, body);
    return { items: [item], blobs: [] };
  }

  /**
   * A desk key for a case that shows none. The case is read again afterwards, whoever's key the server kept.
   * 1. The case itself holds: only then is anything granted in it.
   * 2. Granted to the recovery sheets and to those handlers of today whom nobody left out and who still have the right.
   * 3. Every one of them was accepted in this browser.
   */
  async deskKey(id: string): Promise<NewKey> {
    const { read, answer } = this.reader.opened(id);
    this.demandRecipients(read);
    const { directory } = this.keeper.accepted;
    const entitled = entitledTo(read, answer.case, directory);
    const excluded = directory
      .holders(answer.case.channel, [Role.HANDLER])
      .map((card) => toHex(card.fingerprint))
      .filter((holder) => !entitled.has(holder) || !answer.case.entitled.includes(holder));
    const granter = this.own.unlocked.keys.signing;
    const { grants } = await makeDeskKey(directory, answer.case.channel, id, granter, { excluded });
    this.keeper.demandAccepted(grants.map((grant) => grant.holder));
    const bare = grants.map(({ holder, sealed }) => ({ holder, sealed }));
    return { key_kind: KeyKind.DESK, generation: 0, grants: bare };
  }

  private filesOf(id: string, api: Api): CaseFiles {
    const known = this.files.get(id) ?? this.newFiles(id, api);
    this.files.set(id, known);
    return known;
  }

  private newFiles(id: string, api: Api): CaseFiles {
    const announce: Outgoing["announce"] = (length, { signal }) =>
      patiently(
        () => api.send<Announced>("POST", "/uploads", {}, { ...TUS, "Upload-Length": String(length) }),
        () => signal?.throwIfAborted(),
        DELAYS,
      );
    return new CaseFiles(api, () => this.reader.opened(id).read, announce, DELAYS);
  }

  /** The report, once the case may be sealed to and everyone whom it was sealed to was accepted here. */
  demandRecipients(read: ReadCase): NonNullable<ReadCase["report"]> {
    if (read.report === null || read.current(KeyKind.CASE) === null) {
      throw new DeskError("desk/may-not-seal", "This case could not be verified, so nothing is sealed to it.");
    }
    this.keeper.demandAccepted(read.report.body.sealed_to);
    return read.report;
  }
}

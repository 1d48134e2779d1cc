/** Writing at the desk: answers, notes, and the desk key when it is first needed. Runs in the worker. */
import type { Api } from "../common/api";
import type { DirectoryKeeper } from "../people/directoryKeeper";
import { DeskError } from "../people/errors";
import type { OwnKey } from "../people/ownKey";
import { sealAttachment, sealManifest } from "../vault/attachments";
import { toHex } from "../vault/bytes";
import { keyFor, makeDeskKey, sealMessage, sealNote } from "../vault/compose";
import { Role } from "../vault/directoryEntry";
import { KeyKind } from "../vault/keyKind";
import type { ReadCase } from "../vault/thread";
import type { GrantJson, ItemJson } from "../vault/wire";
import type { Attachable, Attached } from "../worker/attach";
import { DELAYS } from "../worker/patience";
import { Uploads } from "../worker/uploads";
import type { CaseReader } from "./reading";

/** The body of POST /cases/<id>/items. */
export interface Addition {
  readonly items: readonly ItemJson[];
  readonly blobs: readonly { readonly id: string; readonly size: number }[];
}

/** The body of POST /cases/<id>/keys. */
export interface NewKey {
  readonly key_kind: number;
  readonly generation: number;
  readonly grants: readonly Pick<GrantJson, "holder" | "sealed">[];
}

export class CaseWriter {
  /** Files on their way to an answer, by case id. */
  private readonly uploads = new Map<string, Uploads>();

  constructor(
    private readonly own: OwnKey,
    private readonly keeper: DirectoryKeeper,
    private readonly reader: CaseReader,
    private readonly today: () => string = () => new Date().toISOString().slice(0, 10),
  ) {}

  /** Cleans, seals and uploads a file for the next answer. @throws as `answer`, and ApiError. */
  async attach(
    id: string,
    key: string,
    file: Attachable,
    api: Api,
    progress: (share: number) => void,
  ): Promise<Attached> {
    const { read } = this.reader.opened(id);
    this.demandRecipients(read);
    const current = keyFor(read, "attachment");
    const uploads = this.uploads.get(id) ?? new Uploads(api, DELAYS);
    this.uploads.set(id, uploads);
    return uploads.attach(key, file, (source, blob) => sealAttachment(current, id, source, blob), progress);
  }

  detach(id: string, key: string, blob: string | null): void {
    this.uploads.get(id)?.detach({ key, blob });
  }

  /** After an answer was stored: its files are not sent again with the next one. */
  sent(id: string): void {
    this.uploads.delete(id);
  }

  /**
   * Seals an answer that the reporter will read, with the files that were attached since the last one.
   * @throws DeskError, or Refused "thread/no-key": nothing was sealed.
   */
  async answer(id: string, text: string): Promise<Addition> {
    const { read } = this.reader.opened(id);
    this.demandRecipients(read);
    const { signing } = this.own.unlocked.keys;
    const attachments = (await this.uploads.get(id)?.sealed()) ?? [];
    const current = keyFor(read, "attachment");
    const manifests = await Promise.all(
      attachments.map((one) => sealManifest(current, id, signing, one, this.today())),
    );
    const parts = manifests.flatMap((manifest) => manifest.parts);
    const item = await sealMessage(read, signing, { text, sentOn: this.today(), parts });
    return {
      items: [...manifests.map((manifest) => manifest.item), item],
      blobs: attachments.map(({ blob, seal }) => ({ id: blob, size: seal.sealedSize })),
    };
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

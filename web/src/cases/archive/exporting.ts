/**
 * One case as an archive that opens without this software: a tar of its files and `case.json`, streamed into an age file.
 * Runs in the worker.
 */
import { type Api, ApiError } from "../../common/api";
import type { DirectoryKeeper } from "../../people/directoryKeeper";
import { DeskError } from "../../people/errors";
import type { OwnKey } from "../../people/ownKey";
import { sealStream, type Wrap } from "../../vault/age";
import { MOST_WORK, scryptWrap } from "../../vault/ageScrypt";
import { fromStream, toStream } from "../../vault/byteReader";
import { type Bytes, toHex, utf8 } from "../../vault/bytes";
import { VaultError } from "../../vault/errors";
import { Recipient } from "../../vault/hybrid";
import type { OpenedOf } from "../../vault/threadTypes";
import { type OfferedFile, openAttachment } from "../downloading";
import type { CaseReader } from "../reading";
import { type Aside, spool, spoolAside } from "../spool";
import { documentOf, going, type KeptFile, type Opening } from "./document";
import { READ_ME } from "./readMe";
import { fetchRecord } from "./record";
import { tarEnd, tarHeader, tarPadding } from "./tar";

/** To whom an archive is sealed: a passphrase, or a post-quantum age recipient (`age1pq1…`). */
export type Lock = { readonly passphrase: string } | { readonly recipient: string };

export interface Exporting {
  readonly id: string;
  readonly organisation: { readonly id: string; readonly name: string };
  readonly internal: boolean;
  readonly lock: Lock;
}

/** Room for case.json, headers and the seal, where its size cannot be known before. */
const MARGIN = 4 * 1024 * 1024;

type Server = Pick<Api, "get" | "send" | "stream">;
type Manifest = OpenedOf<"attachment">;

export class CaseExporter {
  constructor(
    private readonly own: OwnKey,
    private readonly keeper: DirectoryKeeper,
    private readonly reader: CaseReader,
    private readonly today: () => string = () => new Date().toISOString().slice(0, 10),
    private readonly work = MOST_WORK,
  ) {}

  /**
   * The archive of the case as it was last read.
   *
   * 1. Who may open it is settled. 2. The act enters the record, and is proven to be in it. 3. Each attachment is
   * verified whole, aside, before a byte of it goes in. 4. Nothing is held in memory: it is sealed as it streams.
   *
   * @throws DeskError ("desk/not-a-recipient" for one that is not post-quantum), VaultError, ApiError.
   */
  async export(exporting: Exporting, api: Server, progress: (share: number) => void): Promise<OfferedFile> {
    const { id, organisation, internal, lock } = exporting;
    const open = this.reader.opened(id);
    const wrap = this.wrapFor(lock);
    await api.send("POST", `/cases/${id}/exports`, { form: "archive" });
    const record = await fetchRecord(api, id, await this.keeper.recordKey());
    const by = toHex(this.own.unlocked.card.fingerprint);
    const opening = { open, keeper: this.keeper, organisation, by, day: this.today(), internal, record };
    const size = manifestsOf(opening).reduce((sum, { body }) => sum + body.size, MARGIN);
    const sealed = toStream(sealStream(wrap, archived(opening, api)));
    const content = await spool(sealed, size, Promise.resolve(), progress);
    progress(1);
    return { name: `case-${id.slice(0, 8)}.tar.age`, blob: new Blob([content], { type: "application/octet-stream" }) };
  }

  private wrapFor(lock: Lock): Wrap {
    if ("passphrase" in lock) return scryptWrap(lock.passphrase.normalize("NFC"), this.work);
    const recipient = recipientOf(lock.recipient);
    return (fileKey) => recipient.wrap(fileKey);
  }
}

/** What is sealed today may be opened in thirty years, so the classic keys of age are refused here as everywhere. */
function recipientOf(text: string): Recipient {
  try {
    return Recipient.parse(text.replace(/\s/g, ""));
  } catch (error) {
    if (!(error instanceof VaultError)) throw error;
    throw new DeskError("desk/not-a-recipient", error.message);
  }
}

function manifestsOf(opening: Opening): Manifest[] {
  return going(opening).filter((entry): entry is Manifest => entry.readable && entry.kind === "attachment");
}

/** The tar. What one attachment lacks is written down; the others and the rest of the case go all the same. */
async function* archived(opening: Opening, api: Server): AsyncGenerator<Bytes> {
  yield* filed("READ-ME.txt", utf8(READ_ME));
  const kept: KeptFile[] = [];
  for (const { id: manifest } of manifestsOf(opening)) {
    const found = await verified(opening, api, manifest);
    if (typeof found === "string") {
      kept.push({ manifest, unreadable: found });
      continue;
    }
    const file = `files/${kept.length + 1}`;
    const { content } = found;
    try {
      yield tarHeader(file, content.size);
      yield* fromStream(content.stream()) as AsyncGenerator<Bytes>;
      yield tarPadding(content.size);
    } finally {
      await found.drop();
    }
    kept.push({ manifest, file });
  }
  yield* filed("case.json", utf8(`${JSON.stringify(await documentOf(opening, kept), null, 1)}\n`));
  yield tarEnd();
}

function* filed(name: string, content: Bytes): Generator<Bytes> {
  yield tarHeader(name, content.length);
  yield content;
  yield tarPadding(content.length);
}

/** An attachment, whole and verified; or the code of why it is not. A line that dropped is no such reason: it throws. */
async function verified({ open }: Opening, api: Server, manifest: string): Promise<Aside | string> {
  try {
    const { body, stream, done } = await openAttachment(open.read, api, manifest);
    return await spoolAside(stream, body.size, done, () => {});
  } catch (error) {
    const isOfFile =
      error instanceof VaultError ||
      (error instanceof DeskError && error.code === "desk/no-such-attachment") ||
      (error instanceof ApiError && error.status === 404);
    if (!isOfFile) throw error;
    return error.code;
  }
}

/**
 * Sealing a subject's reply room in the worker (protocol §22): a case of its own, of which the server does not learn
 * to which other it belongs.
 */
import { filingOf } from "../cases/filing";
import { type CaseReader, hashOfDefinition } from "../cases/reading";
import { entitledTo } from "../cases/regranting";
import type { CaseWriter } from "../cases/writing";
import type { DirectoryKeeper } from "../people/directoryKeeper";
import { DeskError } from "../people/errors";
import type { OwnKey } from "../people/ownKey";
import { toHex } from "../vault/bytes";
import { Role } from "../vault/directoryEntry";
import { Receipt } from "../vault/receipt";
import { ReportSealer } from "../vault/report";
import { sealRoom } from "../vault/rooms";
import type { Published, RoomSaid, SealedRoom } from "./wire";

export class RoomOpener {
  constructor(
    private readonly own: OwnKey,
    private readonly keeper: DirectoryKeeper,
    private readonly reader: CaseReader,
    private readonly writer: CaseWriter,
    private readonly today: () => string = () => new Date().toISOString().slice(0, 10),
  ) {}

  /**
   * Seals a room for somebody whom this case concerns. Of the case nothing goes in: only the words that were typed.
   * 1. The case itself holds, and is a report: a room has no rooms.
   * 2. Who may not hold this case's keys gets none of the room: whom its reporter left out, or a coordinator excluded.
   * 3. Everyone who gets one was accepted in this browser.
   * 4. A receipt, a case key and an id of its own.
   * @throws DeskError, Refused: nothing was sealed.
   */
  async seal(id: string, said: RoomSaid, published: Published): Promise<SealedRoom> {
    const { read, answer } = this.reader.opened(id);
    this.writer.demandRecipients(read);
    if (read.isRoom) throw new DeskError("desk/room-of-a-room", "A reply room has no reply rooms of its own.");
    const { channel } = answer.case;
    const { directory } = this.keeper.accepted;
    const entitled = entitledTo(read, answer.case, directory);
    const handlers = directory.holders(channel, [Role.HANDLER]).map(({ fingerprint }) => toHex(fingerprint));
    const excluded = handlers.filter((holder) => !entitled.has(holder));
    const receipt = Receipt.generate();
    const questionnaire = { version: published.version, sha256: hashOfDefinition(published.definition) };
    const sealer = new ReportSealer({ receipt, directory, channel, questionnaire, excluded });
    const content = { ...said, sentOn: this.today() };
    const bundle = await sealRoom(sealer, this.own.unlocked.keys.signing, content);
    const holders = bundle.json.grants.map(({ holder }) => holder).filter((holder) => holder !== "receipt");
    this.keeper.demandAccepted(holders);
    const { tags, links } = filingOf(read);
    const link = await this.writer.file(id, { tags, links: [...links, { case: bundle.caseId, why: said.title }] });
    return { room: bundle.caseId, receipt: receipt.text, link, bundle: bundle.toJson() };
  }
}

/** Minutes and measures, sealed at the desk. Runs in the worker. */
import type { CaseReader } from "../cases/reading";
import type { Addition, CaseWriter } from "../cases/writing";
import type { OwnKey } from "../people/ownKey";
import { type Measure, type Minutes, sealMeasure, sealMinutes } from "../vault/protection";

/** What the page says of a measure; the worker adds the day on which it was written. */
export type MeasureSaid = Omit<Measure, "written_on">;
export type MinutesSaid = Omit<Minutes, "sent_on">;

export class Protector {
  constructor(
    private readonly own: OwnKey,
    private readonly reader: CaseReader,
    private readonly writer: CaseWriter,
    private readonly today: () => string = () => new Date().toISOString().slice(0, 10),
  ) {}

  /** Minutes that the reporter will read and check. @throws DeskError, or Refused "thread/no-key". */
  async minutes(id: string, said: MinutesSaid): Promise<Addition> {
    const { read } = this.reader.opened(id);
    this.writer.demandRecipients(read);
    const item = await sealMinutes(read, this.own.unlocked.keys.signing, { ...said, sent_on: this.today() });
    const { recording: blob } = said;
    const named = blob === undefined ? {} : { recording: { minutes: item.id, blob } };
    return { items: [item], blobs: [], ...named };
  }

  /** A measure that only handlers read. @throws DeskError, or Refused "thread/no-key". */
  async measure(id: string, said: MeasureSaid): Promise<Addition> {
    const { read } = this.reader.opened(id);
    this.writer.demandRecipients(read);
    const item = await sealMeasure(read, this.own.unlocked.keys.signing, { ...said, written_on: this.today() });
    return { items: [item], blobs: [] };
  }
}

/**
 * What comes of a case, sealed in the worker: the conclusion, and the letter that tells the reporter.
 *
 * 1. Alone: both are sealed together, and go in one request.
 * 2. By two: the conclusion, with the letter's words, goes with the proposal, whose terms name it by its hash. The letter
 *    itself is sealed by whoever agrees, with the words and the outcome that they read (`letterOf`).
 */
import { DeskError } from "../people/errors";
import type { OwnKey } from "../people/ownKey";
import type { Bodies } from "../vault/bodies";
import { fromBase64, toHex } from "../vault/bytes";
import { sealConclusion, sealLetter } from "../vault/compose";
import type { Outcome } from "../vault/outcomes";
import { sha256 } from "../vault/primitives";
import type { ReadCase } from "../vault/thread";
import type { OpenedOf } from "../vault/threadTypes";
import type { ItemJson } from "../vault/wire";
import { type Acts, utcToday } from "./acts";
import type { CaseReader } from "./reading";
import type { Terms } from "./wire";
import type { CaseWriter } from "./writing";

/** What a handler says came of a case. */
export type Concluding = Omit<Bodies["conclusion"], "written_on" | "seen">;

/** The body of POST /cases/<id>/conclusion. */
export interface Conclusion {
  readonly outcome: Outcome;
  readonly category: string;
  readonly items: readonly ItemJson[];
}

/** The body of POST /cases/<id>/acts of an act that brings items with it. */
export interface ProposedConclusion {
  readonly act: "conclude";
  readonly terms: Terms;
  readonly item: ItemJson;
  readonly brings: readonly ItemJson[];
}

export class Conclusions {
  constructor(
    private readonly own: OwnKey,
    private readonly reader: CaseReader,
    private readonly writer: CaseWriter,
    private readonly acts: Acts,
    private readonly today: () => string = utcToday,
  ) {}

  /** @throws DeskError, Refused "thread/no-key": nothing was sealed. */
  async conclude(id: string, said: Concluding): Promise<Conclusion> {
    const { outcome, category, letter: text } = said;
    const items = [await this.conclusion(id, said), await this.letter(id, text, outcome)];
    return { outcome, category, items };
  }

  /** @throws as `conclude`. */
  async propose(id: string, said: Concluding): Promise<ProposedConclusion> {
    const item = await this.conclusion(id, said);
    const conclusion = toHex(sha256(fromBase64(item.sealed)));
    const terms = { outcome: said.outcome, category: said.category, conclusion };
    const proposal = await this.acts.propose(id, { act: "conclude", terms, reason: "" });
    return { act: "conclude", terms, item: proposal, brings: [item] };
  }

  /** A letter to the reporter. @throws as `conclude`. */
  letter(id: string, text: string, outcome: Outcome | null = null): Promise<ItemJson> {
    const { read } = this.reader.opened(id);
    this.writer.demandRecipients(read);
    return sealLetter(read, this.own.unlocked.keys.signing, { text, sentOn: this.today(), outcome });
  }

  /** What comes with an agreement to these terms. @throws DeskError "desk/other-terms" where nothing readable fits them. */
  async letterOf(id: string, terms: Terms): Promise<ItemJson> {
    const { outcome, letter } = conclusionOf(this.reader.opened(id).read, terms).body;
    return this.letter(id, letter, outcome);
  }

  private conclusion(id: string, { outcome, ...said }: Concluding): Promise<ItemJson> {
    const { read } = this.reader.opened(id);
    this.writer.demandRecipients(read);
    return sealConclusion(read, this.own.unlocked.keys.signing, { ...said, outcome, writtenOn: this.today() });
  }
}

function conclusionOf(read: ReadCase, terms: Terms): OpenedOf<"conclusion"> {
  const found = read.entries.find(
    (entry): entry is OpenedOf<"conclusion"> =>
      entry.readable && entry.kind === "conclusion" && entry.sealedSha256 === terms["conclusion"],
  );
  if (found?.body.outcome !== terms["outcome"] || found?.body.category !== terms["category"]) {
    throw new DeskError("desk/other-terms", "No conclusion that can be read says what was proposed.");
  }
  return found as OpenedOf<"conclusion">;
}

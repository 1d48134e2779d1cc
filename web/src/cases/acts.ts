/**
 * Acts that two people do together and that handlers alone read of (cases/acts): sealed in the worker.
 *
 * 1. The proposal says its terms under the desk key and is signed; the server is told the same terms.
 * 2. Whoever agrees does so to what is sealed: where the server tells other terms than the proposal, nothing is sealed.
 */
import { DeskError } from "../people/errors";
import type { OwnKey } from "../people/ownKey";
import type { Bodies, TwoPersonAct } from "../vault/bodies";
import { DESK_KINDS, keyFor } from "../vault/compose";
import { heads, type ReadCase } from "../vault/thread";
import type { OpenedOf } from "../vault/threadTypes";
import { type ItemJson, sealBody } from "../vault/wire";
import type { CaseReader, OpenCase } from "./reading";
import type { ActRow, Terms, Verdict } from "./wire";
import type { CaseWriter } from "./writing";

/** What a handler proposes. */
export interface Proposing {
  readonly act: TwoPersonAct;
  readonly terms: Terms;
  readonly reason: string;
  /** What the act asks to be said, each under its name. */
  readonly statements?: Bodies["proposal"]["statements"];
}

export class Acts {
  constructor(
    private readonly own: OwnKey,
    private readonly reader: CaseReader,
    private readonly writer: CaseWriter,
    private readonly today: () => string = utcToday,
  ) {}

  /** @throws DeskError, Refused "thread/no-key": nothing was sealed. */
  async propose(id: string, { act, terms, reason, statements }: Proposing): Promise<ItemJson> {
    const { read } = this.verified(id);
    const body = { written_on: this.today(), act, terms: listed(terms), reason, seen: heads(read, DESK_KINDS) };
    return this.seal(read, "proposal", statements === undefined ? body : { ...body, statements });
  }

  /** @throws DeskError "desk/other-terms", "desk/no-such-proposal", Refused: nothing was sealed. */
  async decide(id: string, row: ActRow, verdict: Verdict, reason: string): Promise<ItemJson> {
    const { read } = this.verified(id);
    const proposed = proposalOf(read, row.id);
    if (proposed.body.act !== row.act || !sameTerms(proposed.body.terms, listed(row.terms))) {
      throw new DeskError("desk/other-terms", "The server tells other terms than the proposal. Nothing was sealed.");
    }
    return this.seal(read, "verdict", {
      written_on: this.today(),
      proposal: proposed.sealedSha256,
      verdict,
      reason,
      seen: heads(read, DESK_KINDS),
    });
  }

  private seal<K extends "proposal" | "verdict">(read: ReadCase, kind: K, body: Bodies[K]): Promise<ItemJson> {
    return sealBody(keyFor(read, kind), read.caseId, this.own.unlocked.keys.signing, kind, body);
  }

  /** The case as last read, once it may be sealed to. */
  private verified(id: string): OpenCase {
    const opened = this.reader.opened(id);
    this.writer.demandRecipients(opened.read);
    return opened;
  }
}

/** The UTC date, YYYY-MM-DD. */
export function utcToday(): string {
  return new Date().toISOString().slice(0, 10);
}

function listed(terms: Terms): { name: string; value: string }[] {
  return Object.entries(terms)
    .map(([name, value]) => ({ name, value }))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}

function sameTerms(sealed: Bodies["proposal"]["terms"], told: Bodies["proposal"]["terms"]): boolean {
  return JSON.stringify(sealed.map(pair)) === JSON.stringify(told.map(pair));
}

function pair({ name, value }: { name: string; value: string }): [string, string] {
  return [name, value];
}

function proposalOf(read: ReadCase, id: string): OpenedOf<"proposal"> {
  const found = read.entries.find((entry) => entry.readable && entry.kind === "proposal" && entry.id === id);
  if (found?.readable && found.kind === "proposal") return found;
  throw new DeskError("desk/no-such-proposal", "This case has no such proposal that can be verified.");
}

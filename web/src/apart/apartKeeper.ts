/**
 * Opening what is kept apart, in the worker: to ask, to give one's share, to put two together (protocol §5).
 * What was opened stays in memory until lock.
 */
import { authorView } from "../cases/caseReading";
import type { CaseReader, OpenCase } from "../cases/reading";
import { viewOf } from "../cases/reading";
import type { GivenAnswers } from "../common/answered";
import type { DirectoryKeeper } from "../people/directoryKeeper";
import { DeskError } from "../people/errors";
import type { OwnKey } from "../people/ownKey";
import { allAccepted } from "../people/trust";
import type { Bodies } from "../vault/bodies";
import { equalBytes, fromBase64, randomBytes, toBase64, toHex } from "../vault/bytes";
import type { Card } from "../vault/cards";
import { Role } from "../vault/directoryEntry";
import { VaultError } from "../vault/errors";
import { openGrant, sealGrant } from "../vault/grants";
import { KeyKind } from "../vault/keyKind";
import { keyKindOf } from "../vault/place";
import { replyRecipient } from "../vault/rekeying";
import { shareHash } from "../vault/shares";
import { openApart } from "../vault/threadApart";
import type { HeldShare } from "../vault/threadKeys";
import { cardTarget, grantTo, sealBody } from "../vault/wire";
import type { RequestView } from "./documents";
import { ownShare, type ReadRequest, readRequest } from "./requests";
import type { Asks, KeptKey, NewDecision, NewRequest, RequestRow, Verdict } from "./wire";

/** What a handler asks, and why. `danger`: why the reporter is given no time; "" when they are. */
export interface Asking {
  readonly facts: string;
  readonly law: string;
  readonly necessity: string;
  readonly notBefore: string;
  readonly danger: string;
}

/** Something that was kept apart and is open now. `id` is its item's. */
export interface OpenedApart {
  readonly id: string;
  readonly kind: Asks;
  readonly answers: GivenAnswers;
}

export class ApartKeeper {
  /** By case id. */
  private readonly open = new Map<string, readonly OpenedApart[]>();

  constructor(
    private readonly own: OwnKey,
    private readonly keeper: DirectoryKeeper,
    private readonly reader: CaseReader,
    private readonly today: () => string = () => new Date().toISOString().slice(0, 10),
  ) {}

  /** Requests as a holder of a share reads them, or the reason why one cannot be read. No case need be open. */
  async read(rows: readonly RequestRow[]): Promise<RequestView[]> {
    return Promise.all(rows.map((row) => this.viewOf(row)));
  }

  /**
   * A request with its own key.
   * 1. The case verifies, and a share of what is asked for is here.
   * 2. The server names nobody as a reader who may hold no share, or was left out; every recovery sheet reads it too.
   * 3. Every one of them was accepted in this browser.
   * 4. The reporter reads it: the recipient that the report names, or the newest in its chain of receipts.
   * @throws DeskError, Refused: nothing was sealed.
   */
  async ask(id: string, kept: KeptKey, generation: number, asking: Asking): Promise<NewRequest> {
    const { read, answer } = this.verified(id);
    const kind = keyKindOf(kept.asks);
    if (!read.shares.some((share) => share.kind === kind && share.generation === kept.generation)) throw noShare();
    const cards = this.readersOf(kept, { read, answer });
    this.keeper.demandAccepted(cards.map((card) => toHex(card.fingerprint)));
    const current = { generation, key: randomBytes(32) };
    const { signing } = this.own.unlocked.keys;
    const { facts, law, necessity, notBefore, danger } = asking;
    const body: Bodies["request"] = {
      written_on: this.today(),
      asks: kept.asks,
      generation: kept.generation,
      facts,
      law,
      necessity,
      not_before: notBefore,
      ...(danger === "" ? {} : { danger }),
    };
    const item = await sealBody(current, id, signing, "request", body);
    const targets = [...cards.map(cardTarget), { holder: "receipt", recipient: replyRecipient(read) }];
    const grants = await grantTo(targets, id, KeyKind.REQUEST, current, signing);
    return {
      item,
      asks: kept.asks,
      key_generation: kept.generation,
      not_before: notBefore,
      grants: grants.map(({ holder, sealed }) => ({ holder, sealed })),
      successions: read.entries.filter((entry) => entry.kind === "succession").length,
      urgent: danger !== "",
    };
  }

  /**
   * What this member says to a request; with their share, sealed to the asker alone, where they give it.
   * 1. The request verifies, and is another person's (or, to take it back, one's own).
   * 2. The asker's key was compared in this browser.
   * 3. Its day has come.
   * @throws DeskError, VaultError: nothing was sealed.
   */
  async decide(row: RequestRow, verdict: Verdict, reason: string): Promise<NewDecision> {
    const { keys, card } = this.own.unlocked;
    const request = await this.verify(row);
    if ((request.asker.holder === card.holder) !== (verdict === "withdrawn")) throw twoPeople();
    const body = { written_on: this.today(), request: request.hash, verdict, reason };
    const seal = () => sealBody(request.key, row.case, keys.signing, "decision", body);
    if (verdict !== "given") return { verdict, item: await seal() };
    this.keeper.demandAccepted([toHex(request.asker.fingerprint)]);
    this.demandDay(request, row);
    const { key, keyKind, generation } = await ownShare(row, request, keys.opener);
    const share = await sealGrant(request.asker.recipient, row.case, keyKind, generation, key, keys.signing);
    return { verdict, item: await seal(), share: toBase64(share) };
  }

  /**
   * Puts one's own share and the one that was handed over together.
   * 1. The request verifies and is one's own; its day has come.
   * 2. What was handed over is a share of this very key, by another person, whose key was compared here and who signed
   *    that they gave it.
   * 3. Both shares stand in the reporter's signed list (§5).
   * 4. The item opens, and is by who wrote the report (§3).
   * @throws DeskError, VaultError: nothing was opened.
   */
  async put(row: RequestRow, sealed: string): Promise<readonly OpenedApart[]> {
    const { keys, card } = this.own.unlocked;
    const { read, answer } = this.verified(row.case);
    const request = await this.verify(row);
    if (request.asker.holder !== card.holder) throw twoPeople();
    this.demandDay(request, row);
    const kind = keyKindOf(request.body.asks);
    const { generation } = request.body;
    const handed = await openGrant(keys.opener, fromBase64(sealed));
    const fits = handed.caseId === row.case && handed.keyKind === kind && handed.generation === generation;
    const giver = request.said.find((one) => one.card !== null && one.body.verdict === "given")?.card ?? null;
    if (!fits || giver === null || !equalBytes(handed.granter, giver.signingKey)) throw badShare();
    if (giver.holder === card.holder) throw twoPeople();
    this.keeper.demandAccepted([toHex(giver.fingerprint)]);
    const listed = read.report?.body.shares ?? [];
    if (read.report === null || !listed.includes(toHex(shareHash(handed.key)))) throw badShare();
    const share: HeldShare = { kind, generation, share: handed.key };
    const view = viewOf({ ...answer, ...answer.case });
    const { directory } = this.keeper.accepted;
    const entries = await openApart(view, read.report, directory, [...read.shares, share]);
    const found = entries.flatMap((entry): OpenedApart[] =>
      entry.readable && (entry.kind === "identity" || entry.kind === "subject") && entry.kind === request.body.asks
        ? [{ id: entry.id, kind: entry.kind, answers: entry.body.answers }]
        : [],
    );
    if (found.length === 0) throw badShare();
    const before = (this.open.get(row.case) ?? []).filter(({ id }) => !found.some((one) => one.id === id));
    this.open.set(row.case, [...before, ...found]);
    return this.opened(row.case);
  }

  /** What was opened of a case since the key was unlocked. */
  opened(id: string): readonly OpenedApart[] {
    return this.open.get(id) ?? [];
  }

  forget(): void {
    this.open.clear();
  }

  private async viewOf(row: RequestRow): Promise<RequestView> {
    const about = { id: row.id, case: row.case, channel: row.channel, state: row.state, isMine: row.is_mine };
    try {
      const { body, asker, said, hash } = await this.verify(row);
      return {
        ...about,
        readable: true,
        hash,
        body,
        notBefore: [body.not_before, row.not_before].sort().at(-1) as string,
        expiresOn: row.expires_on,
        asker: this.authorOf(asker),
        said: said.map((one) =>
          one.card === null
            ? { readable: false, reason: one.reason }
            : { readable: true, author: this.authorOf(one.card), body: one.body },
        ),
      };
    } catch (error) {
      if (error instanceof VaultError) return { ...about, readable: false, reason: error.code };
      throw error;
    }
  }

  private verify(row: RequestRow): Promise<ReadRequest> {
    return readRequest(row, this.own.unlocked.keys.opener, this.keeper.accepted.directory);
  }

  private verified(id: string): OpenCase {
    const opened = this.reader.opened(id);
    if (opened.read.report === null || opened.read.current(KeyKind.CASE) === null) {
      throw new DeskError("desk/may-not-seal", "This case could not be verified, so nothing is sealed to it.");
    }
    return opened;
  }

  private readersOf({ readers }: KeptKey, { read, answer }: OpenCase): Card[] {
    const { directory } = this.keeper.accepted;
    const leftOut = new Set([...directory.people(read.excluded), ...answer.case.excluded]);
    const allowed = directory.shareHolders(answer.case.channel).filter(({ holder }) => !leftOut.has(holder));
    const named = readers.map((reader) => {
      const card = allowed.find(({ fingerprint }) => toHex(fingerprint) === reader);
      if (card === undefined) throw new DeskError("desk/not-entitled", "The server named a reader who may not read.");
      return card;
    });
    return [...new Set([...named, ...directory.holders(answer.case.channel, [Role.RECOVERY])])];
  }

  private demandDay({ body }: ReadRequest, row: RequestRow): void {
    if (this.today() < body.not_before || this.today() < row.not_before) {
      throw new DeskError("desk/too-early", "The reporter was promised time. Nothing is opened before.");
    }
  }

  private authorOf(card: Card) {
    const { card: mine } = this.own.unlocked;
    const { pins } = this.keeper.accepted;
    return authorView(toHex(card.fingerprint), {
      own: toHex(mine.fingerprint),
      isAccepted: (fingerprint) => allAccepted([fingerprint], pins, mine),
      nameOf: (fingerprint) => this.keeper.nameOf(fingerprint),
    });
  }
}

function noShare(): DeskError {
  return new DeskError("desk/no-share", "You hold no share of this.");
}

function twoPeople(): DeskError {
  return new DeskError("desk/two-people", "It takes another person than the one who asks.");
}

function badShare(): DeskError {
  return new DeskError("desk/bad-share", "What was handed over is no share of this by somebody who gave it.");
}

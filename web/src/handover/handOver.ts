/** Proposing, agreeing and releasing in the worker: nothing is sealed that two people did not sign. */
import type { CaseReader, OpenCase } from "../cases/reading";
import type { CaseWriter } from "../cases/writing";
import type { DirectoryKeeper } from "../people/directoryKeeper";
import { DeskError } from "../people/errors";
import type { OwnKey } from "../people/ownKey";
import type { HandedOver } from "../vault/bodies";
import { fromHex, toBase64, toHex } from "../vault/bytes";
import { keyFor, SHARED_KINDS } from "../vault/compose";
import { DirectoryError } from "../vault/directory";
import { Receipt } from "../vault/receipt";
import { ReportSealer } from "../vault/report";
import { heads, type ReadCase } from "../vault/thread";
import type { Opened, OpenedOf } from "../vault/threadTypes";
import { type ItemJson, sealBody } from "../vault/wire";
import { type Carriage, carryFiles } from "./carrying";
import { mailboxOf, type Partner, type PartnerView, partnerView, verifyPartner } from "./partner";
import { mayGo } from "./steps";
import type { LookedPartner, Verdict } from "./wire";

/** What a handler proposes. `contents`: hashes (hex) of what goes; `danger`: why the reporter is given no time. */
export interface Proposing {
  readonly why: string;
  readonly note: string;
  readonly contents: readonly string[];
  readonly releaseOn: string;
  readonly danger: string;
}

/** What the page adds to a release: words in the language of the page, and the readers that the handler was shown. */
export interface Releasing {
  readonly from: string;
  readonly title: string;
  readonly told: readonly { readonly label: string; readonly text: string }[];
  /** Hash (hex) of the partner's newest entry when the handler said yes. */
  readonly directory: string;
}

/** A sealed release: the new report's bundle, and the item that keeps its receipt in this case. */
export interface Release {
  readonly case: string;
  readonly bundle: string;
  readonly item: ItemJson;
}

export class HandOver {
  constructor(
    private readonly own: OwnKey,
    private readonly keeper: DirectoryKeeper,
    private readonly reader: CaseReader,
    private readonly writer: CaseWriter,
    private readonly today: () => string = () => new Date().toISOString().slice(0, 10),
  ) {}

  /** @throws as `verifyPartner`. */
  async partner(looked: LookedPartner): Promise<PartnerView> {
    return partnerView(await verifyPartner(looked));
  }

  /** @throws DeskError, Refused, and as `verifyPartner`: nothing was sealed. */
  async propose(id: string, looked: LookedPartner, proposing: Proposing): Promise<ItemJson> {
    const { read } = this.verified(id);
    const partner = await verifyPartner(looked);
    const { name, channelName, organisation, channel, root, directory } = partnerView(partner);
    const { why, note, releaseOn, danger } = proposing;
    const contents = mayGo(read)
      .map((entry) => entry.sealedSha256)
      .filter((hash) => proposing.contents.includes(hash))
      .sort();
    return sealBody(keyFor(read, "handover"), read.caseId, this.signer, "handover", {
      sent_on: this.today(),
      to: { name, channel_name: channelName, address: partner.address, organisation, channel, root, directory },
      why,
      note,
      contents,
      release_on: releaseOn,
      ...(danger === "" ? {} : { danger }),
      seen: heads(read, SHARED_KINDS),
    });
  }

  /** @throws DeskError, Refused: nothing was sealed. */
  async decide(id: string, proposal: string, verdict: Verdict, reason: string): Promise<ItemJson> {
    const { read } = this.verified(id);
    return sealBody(keyFor(read, "agreement"), read.caseId, this.signer, "agreement", {
      sent_on: this.today(),
      act: "hand-over",
      proposal: proposalOf(read, proposal).sealedSha256,
      verdict,
      reason,
      seen: heads(read, SHARED_KINDS),
    });
  }

  /**
   * Seals what two people agreed to anew, to the partner's channel.
   * 1. Two holders signed: one the proposal, another one that they agree; and nobody took it back.
   * 2. The partner is the one that they agreed to, and its readers follow from those of then; where others joined
   *    since, the handler was shown so.
   * 3. Everything that goes is here, and is something that the reporter can read.
   * 4. A new receipt, a new case key: no key of this case goes. Files are opened, verified and sealed anew.
   * @throws DeskError, DirectoryError, VaultError, ApiError: nothing was released.
   */
  async release(id: string, looked: LookedPartner, releasing: Releasing, carriage: Carriage): Promise<Release> {
    const { read } = this.verified(id);
    const proposed = proposalOf(read, carriage.proposal);
    this.demandTwoPeople(read, proposed);
    const partner = await verifyPartner(looked);
    demandSamePartner(proposed, partner, releasing.directory);
    const going = contentsOf(read, proposed);
    const receipt = Receipt.generate();
    const { channel, directory, questionnaire } = partner;
    const sealer = new ReportSealer({ receipt, directory, channel, questionnaire });
    const files = going.filter((entry): entry is OpenedOf<"attachment"> => entry.kind === "attachment");
    await carryFiles(read, files, sealer, carriage);
    const { title } = releasing;
    const handedOver = handedOverOf(read, proposed, going, releasing);
    const bundle = await sealer.finish({ answers: {}, title, sentOn: this.today(), handedOver });
    const item = await sealBody(keyFor(read, "release"), read.caseId, this.signer, "release", {
      sent_on: this.today(),
      proposal: proposed.sealedSha256,
      case: bundle.caseId,
      receipt: receipt.text,
      address: mailboxOf(partner.address),
      seen: heads(read, SHARED_KINDS),
    });
    return { case: bundle.caseId, bundle: toBase64(bundle.toJson()), item };
  }

  private get signer() {
    return this.own.unlocked.keys.signing;
  }

  /** The case as last read, once it may be sealed to. */
  private verified(id: string): OpenCase {
    const opened = this.reader.opened(id);
    this.writer.demandRecipients(opened.read);
    return opened;
  }

  /** The agreement of another person than the proposer, whichever cards they have; neither may have taken it back. */
  private demandTwoPeople(read: ReadCase, proposed: OpenedOf<"handover">): void {
    const said = read.entries.filter(
      (entry): entry is OpenedOf<"agreement"> =>
        entry.readable && entry.kind === "agreement" && entry.body.proposal === proposed.sealedSha256,
    );
    const { directory } = this.keeper.accepted;
    const holder = (author: string) => directory.card(fromHex(author))?.holder;
    const proposer = holder(proposed.author);
    const second = said.find(
      ({ author, body }) => body.verdict === "agreed" && proposer !== undefined && holder(author) !== proposer,
    );
    if (second !== undefined && said.every(({ body }) => body.verdict === "agreed")) {
      this.keeper.demandAccepted([proposed.author, second.author]);
      return;
    }
    throw new DeskError("desk/not-agreed", "Two people have not signed this. Nothing was sealed.");
  }
}

function proposalOf(read: ReadCase, id: string): OpenedOf<"handover"> {
  const found = read.entries.find((entry) => entry.readable && entry.kind === "handover" && entry.id === id);
  if (found?.readable && found.kind === "handover") return found;
  throw new DeskError("desk/no-such-proposal", "This case has no such proposal that can be verified.");
}

function demandSamePartner({ body }: OpenedOf<"handover">, partner: Partner, shown: string): void {
  const { to } = body;
  const { directory, channel } = partner;
  const same =
    toHex(directory.rootHash) === to.root && directory.organisation === to.organisation && channel === to.channel;
  if (!same || directory.entry(fromHex(to.directory)) === null) {
    throw new DirectoryError("directory/not-descendant", "The partner is not the one that was agreed to.");
  }
  const head = toHex(directory.headHash);
  if (head !== to.directory && head !== shown) {
    throw new DeskError("desk/readers-changed", "Other people read reports there than when this was agreed.");
  }
}

function contentsOf(read: ReadCase, { body }: OpenedOf<"handover">): Opened[] {
  const going = mayGo(read).filter((entry) => body.contents.includes(entry.sealedSha256));
  if (going.length === body.contents.length) return going;
  throw new DeskError("desk/contents-missing", "Something that was to go is missing. Nothing was sealed.");
}

function handedOverOf(
  read: ReadCase,
  { body }: OpenedOf<"handover">,
  going: readonly Opened[],
  { from, told }: Releasing,
): HandedOver {
  const hasReport = going.some((entry) => entry.kind === "report");
  const isWritten = (entry: Opened): entry is OpenedOf<"message"> | OpenedOf<"letter"> =>
    entry.kind === "message" || entry.kind === "letter";
  const left = mayGo(read).filter((entry) => !going.includes(entry));
  const isApart = read.entries.some(({ kind }) => kind === "identity" || kind === "subject");
  const leftOut: [boolean, HandedOver["left_out"][number]][] = [
    [!hasReport, "answers"],
    [isApart, "apart"],
    [left.some((entry) => entry.kind === "attachment"), "files"],
    [left.some(isWritten), "messages"],
  ];
  return {
    from,
    note: body.note,
    told: hasReport ? told.map(({ label, text }) => ({ label, text })) : [],
    messages: going.filter(isWritten).map((entry) => ({
      by: entry.author === "reporter" ? "reporter" : "handler",
      on: entry.body.sent_on,
      text: entry.body.text,
    })),
    left_out: leftOut.filter(([out]) => out).map(([, what]) => what),
  };
}

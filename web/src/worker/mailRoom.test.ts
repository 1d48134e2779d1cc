import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { Api } from "../common/api";
import { canonicalJson } from "../vault/bodyChecks";
import { toHex, utf8 } from "../vault/bytes";
import {
  type Cast,
  CHANNEL,
  type Chain,
  grantsFor,
  holderReader,
  itemView,
  makeCast,
  makeChain,
  ORGANISATION,
  TODAY,
  verified,
  viewOf,
} from "../vault/cast";
import { sealMessage } from "../vault/compose";
import { parseEntry } from "../vault/directoryEntry";
import { sha256 } from "../vault/primitives";
import { Receipt } from "../vault/receipt";
import { type BundleJson, ReportSealer } from "../vault/report";
import { readCase } from "../vault/thread";
import "../vault/readersBodies";
import { DAY, Door } from "./door";
import { MailSession } from "./mailSession";
import type { MailView } from "./mailView";

const DEFINITION = { name: { en: "Hotline" }, categories: [], questionnaire: { fields: [] } };
const QUESTIONNAIRE = { version: 1, sha256: toHex(sha256(utf8(canonicalJson(DEFINITION)))) };
const quick = [0, 0, 0];
const quiet = () => {};

let cast: Cast;
let chain: Chain;
let door: Door;
/** As it stands in the letter: whoever saw that knows it. */
let ofLetter: string;

beforeAll(async () => {
  cast = await makeCast();
  chain = await makeChain(cast);
});

beforeEach(async () => {
  door = await Door.open(chain);
  door.definition = DEFINITION;
  door.cheat = (answer) => ({ ...answer, room: true });
  ofLetter = await openDoorTo({ room: {} });
  await tell("Something is said of your travel costs. What do you say?");
});

afterEach(() => door.close());

/** Hanna opens a room (or, with nothing, somebody sends a report); gives its first receipt. */
async function openDoorTo(what: { room?: Record<string, never> }): Promise<string> {
  const receipt = Receipt.generate();
  const target = { organisation: ORGANISATION, channel: CHANNEL, questionnaire: QUESTIONNAIRE };
  const sealer = new ReportSealer({ ...target, directory: await verified(chain), receipt });
  const bundle = await sealer.finish({ answers: {}, title: "Reply room", sentOn: TODAY, ...what });
  const json = JSON.parse(new TextDecoder().decode(bundle.toJson())) as BundleJson;
  door.stored = { id: sealer.caseId, hash: "", bundle: json };
  door.items = json.items.map((item) => ({ ...item, day: DAY }));
  return receipt.text;
}

async function atTheDesk() {
  const { id, bundle } = door.stored as NonNullable<Door["stored"]>;
  const grants = grantsFor(bundle.grants, toHex(cast.hanna.fingerprint));
  return readCase(viewOf(id, door.items.map(itemView), grants), holderReader(cast.hanna, await verified(door.chain)));
}

/** Hanna writes to whom the report concerns. */
async function tell(text: string): Promise<void> {
  const item = await sealMessage(await atTheDesk(), cast.hanna.keys.signing, { text, sentOn: TODAY });
  door.items.push({ ...item, day: DAY });
}

function comeBack(receipt: string): MailSession {
  const root = toHex(parseEntry(chain.entries[0] as Uint8Array).hash);
  return new MailSession(new Api(door.address), Receipt.parse(receipt), root, quick);
}

/** Author and text of what was said. */
const said = (view: MailView) =>
  view.items.flatMap((item) => (item.readable && "entry" in item ? [[item.entry.author, item.entry.text]] : []));

describe("a reply room", () => {
  test("tells what its subject is told, and that the receipt of the letter is not theirs alone", async () => {
    const view = await comeBack(ofLetter).open();
    expect(view).toMatchObject({ findings: [], mayWrite: true, room: { isTakenOver: false, definition: DEFINITION } });
    expect(said(view)).toEqual([[1, "Something is said of your travel costs. What do you say?"]]);
  });

  test("is the subject's once they made a receipt of their own: they answer, and the one of the letter opens nothing", async () => {
    const mail = comeBack(ofLetter);
    await mail.open();
    const own = mail.newReceipt();
    await mail.rotate(quiet);
    expect(await mail.open()).toMatchObject({ findings: [], room: { isTakenOver: true } });
    await mail.write({ text: "I was on that journey." }, quiet);
    const view = await comeBack(own).open();
    expect(said(view).at(-1)).toEqual(["you", "I was on that journey."]);
    await expect(comeBack(ofLetter).open()).rejects.toMatchObject({ code: "mailbox/not-found" });
    expect((await atTheDesk()).findings).toEqual([]);
  });

  test("shows what was signed with the receipt of the letter as that, and never as the subject's", async () => {
    const stranger = comeBack(ofLetter);
    await stranger.open();
    await stranger.write({ text: "I confess." }, quiet); // this server lets it through
    const subject = comeBack(ofLetter);
    await subject.open();
    subject.newReceipt();
    await subject.rotate(quiet);
    await subject.open();
    await subject.write({ text: "That was not me." }, quiet);
    expect(said(await subject.open()).slice(1)).toEqual([
      ["letter", "I confess."],
      ["you", ""],
      ["you", "That was not me."],
    ]);
  });

  test("stays one, and says that something does not fit, where the server calls it a report", async () => {
    door.cheat = (answer) => ({ ...answer, room: false });
    const view = await comeBack(ofLetter).open();
    expect(view.room).not.toBeNull();
    expect(view.findings.map(({ code }) => code)).toEqual(["room-mismatch"]);
  });

  test("is not made of a report by the server's word", async () => {
    const receipt = await openDoorTo({});
    const view = await comeBack(receipt).open();
    expect(view.room).toBeNull();
    expect(view.findings.map(({ code }) => code)).toEqual(["room-mismatch"]);
  });

  test("of which nothing signed is shown is still not called a report", async () => {
    door.cheat = (answer) => ({ ...answer, room: true, items: answer.items.filter(({ kind }) => kind !== "report") });
    const view = await comeBack(ofLetter).open();
    expect(view).toMatchObject({ room: { isTakenOver: false, definition: null }, mayWrite: false });
  });
});

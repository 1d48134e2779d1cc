import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { Api } from "../common/api";
import type { Part } from "../vault/bodies";
import { canonicalJson } from "../vault/bodyChecks";
import { toHex, utf8 } from "../vault/bytes";
import {
  type Cast,
  CHANNEL,
  type Chain,
  extend,
  grantsFor,
  holderReader,
  itemView,
  listing,
  makeCast,
  makeChain,
  ORGANISATION,
  type Person,
  TODAY,
  verified,
  viewOf,
} from "../vault/cast";
import { sealMessage } from "../vault/compose";
import { parseEntry, Role } from "../vault/directoryEntry";
import { sealGrant } from "../vault/grants";
import { KeyKind } from "../vault/keyKind";
import { sha256 } from "../vault/primitives";
import { Receipt } from "../vault/receipt";
import { readCase } from "../vault/thread";
import { type ItemJson, partOf } from "../vault/wire";
import { DAY, Door, type MailboxAnswer } from "./door";
import { MailSession } from "./mailSession";
import type { MailView } from "./mailView";
import { ReportSession } from "./reportSession";

const DEFINITION = { name: { en: "Hotline" }, categories: [], questionnaire: { fields: [] } };
const QUESTIONNAIRE = { version: 1, sha256: toHex(sha256(utf8(canonicalJson(DEFINITION)))) };
const STORY = "Crates leave the dock at night.";
const quick = [0, 0, 0];
const quiet = () => {};
const rootOf = (of: Chain) => toHex(parseEntry(of.entries[0] as Uint8Array).hash);

let cast: Cast;
let chain: Chain;
let door: Door;
let receipt: string;
let mail: MailSession;

beforeAll(async () => {
  cast = await makeCast();
  chain = await makeChain(cast);
});

beforeEach(async () => {
  door = await Door.open(chain);
  door.definition = DEFINITION;
  const target = { organisation: ORGANISATION, channel: CHANNEL, questionnaire: QUESTIONNAIRE, root: rootOf(chain) };
  const session = await ReportSession.start(new Api(door.address), target, quick);
  const proof = new File([utf8("a photo of the dock")], "dock.jpg");
  const { blob } = await session.attach("1", proof, quiet);
  ({ receipt } = await session.submit({ answers: { what: STORY, proof: [blob] }, title: "Crates" }, quiet));
  mail = comeBack(receipt);
});

afterEach(() => door.close());

function comeBack(text: string, root = rootOf(chain)): MailSession {
  return new MailSession(new Api(door.address), Receipt.parse(text), root, quick);
}

/** The case as `who` reads it at the desk. */
async function atTheDesk(who: Person) {
  const { id, bundle } = door.stored as NonNullable<Door["stored"]>;
  const grants = grantsFor(bundle.grants, toHex(who.fingerprint));
  const directory = await verified(door.chain);
  return readCase(viewOf(id, door.items.map(itemView), grants), holderReader(who, directory));
}

/** `who` answers, and the server stores it. `parts`: what the answer vouches for. */
async function answer(who: Person, text: string, parts: readonly Part[] = []): Promise<ItemJson> {
  const item = await sealMessage(await atTheDesk(who), who.keys.signing, { text, sentOn: TODAY, parts });
  door.items.push({ ...item, day: DAY });
  return item;
}

/** The reporter sends a file of this name, of whose sealed bytes `who` says something else, listed before it. */
async function spoiledBy(who: Person, name: string): Promise<string> {
  await mail.open();
  const { blob } = await mail.attach("1", new File([utf8("a map")], name), quiet);
  const at = door.items.length;
  await mail.write({ text: "A map." }, quiet);
  const sent = door.items.splice(at);
  await answer(who, "Thank you.", [{ kind: "blob", id: blob, sha256: "00".repeat(32) }]);
  door.items.push(...sent);
  return blob;
}

const texts = (view: MailView) => view.items.map((item) => (item.readable && "entry" in item ? item.entry.text : null));
const codes = (view: MailView) => [...new Set(view.findings.map((finding) => finding.code))];

describe("coming back", () => {
  test("the reporter reads their report as sent, its questions, and the handlers' answers by number and day", async () => {
    await answer(cast.hanna, "Thank you. Which dock?");
    await answer(cast.hugo, "We are looking into it.");
    await answer(cast.hanna, "We have found it.");
    const view = await mail.open();
    expect(view.items[0]).toMatchObject({
      readable: true,
      report: { answers: { what: STORY }, definition: DEFINITION, files: [{ name: "dock.jpg", size: 19 }] },
    });
    const entries = view.items.flatMap((item) => (item.readable && "entry" in item ? [item.entry] : []));
    expect(entries.map(({ author, day, text }) => [author, day, text])).toEqual([
      [1, TODAY, "Thank you. Which dock?"],
      [2, TODAY, "We are looking into it."],
      [1, TODAY, "We have found it."],
    ]);
    expect(view).toMatchObject({ state: "received", receivedOn: DAY, findings: [], mayWrite: true });
  });

  test("nobody takes anything from the reporter's eyes by naming it as a part of their own message", async () => {
    const asked = await answer(cast.hugo, "Why I want to know who you are.");
    const photo = door.items.find(({ kind }) => kind === "attachment") as ItemJson;
    await answer(cast.hanna, "Thank you.", [partOf(asked), partOf(photo)]);
    const view = await mail.open();
    expect(texts(view)).toEqual([null, "Why I want to know who you are.", "Thank you."]);
    const files = view.items.flatMap((item) => (item.readable && "entry" in item ? item.entry.files : []));
    expect(files).toEqual([]);
  });

  test("a typed receipt opens in any case and with look-alikes", async () => {
    const typed = receipt.toLowerCase().replaceAll("-", " ").replaceAll("0", "o").replaceAll("1", "l");
    expect((await comeBack(typed).open()).mayWrite).toBe(true);
  });

  test("a wrong symbol asks nothing of the server, and says what was probably meant", async () => {
    const before = door.asked.length;
    const wrong = `${receipt.startsWith("7") ? "8" : "7"}${receipt.slice(1)}`;
    expect(() => comeBack(wrong)).toThrowError(
      expect.objectContaining({ code: "receipt/mendable", suggestion: receipt }),
    );
    expect(door.asked.length).toBe(before);
  });

  test("a receipt of no case here is told so", async () => {
    await expect(comeBack(Receipt.generate().text).open()).rejects.toMatchObject({ code: "mailbox/not-found" });
  });

  test("the reporter's file comes back byte for byte", async () => {
    const view = await mail.open();
    const [first] = view.items;
    const file = first?.readable && "report" in first ? first.report.files[0] : undefined;
    const { content, name } = await mail.download(file?.blob ?? "");
    expect(name).toBe("dock.jpg");
    expect(await content.text()).toBe("a photo of the dock");
  });

  test("a file is handed out whatever another says of its sealed bytes, and under a safe name", async () => {
    const blob = await spoiledBy(cast.hanna, "../\u202egnp.exe");
    const view = await mail.open();
    expect(codes(view)).toEqual([]);
    const { content, name } = await mail.download(blob);
    expect(name).toBe("gnp.exe");
    expect(await content.text()).toBe("a map");
  });

  test("a file that the server changed is never handed out", async () => {
    await mail.open();
    const [blob, upload] = [...door.uploads][0] as [string, { bytes: Buffer }];
    upload.bytes[upload.bytes.length - 1] = (upload.bytes.at(-1) as number) ^ 1;
    await expect(mail.download(blob)).rejects.toMatchObject({ code: "vault/tampered" });
  });
});

describe("writing again", () => {
  test("a handler reads the message and its file, which name what the reporter had seen", async () => {
    await answer(cast.hanna, "Which dock?");
    await mail.open();
    await mail.attach("1", new File([utf8("map")], "map.pdf"), quiet);
    await mail.write({ text: "Dock four." }, quiet);
    const read = await atTheDesk(cast.hugo);
    expect(read.findings).toEqual([]);
    expect(read.entries.map((entry) => (entry.readable && "text" in entry.body ? entry.body.text : ""))).toContain(
      "Dock four.",
    );
    expect(
      read.entries.some((entry) => entry.readable && entry.kind === "attachment" && entry.body.name === "map.pdf"),
    ).toBe(true);
    expect(texts(await mail.open())).toEqual([null, "Which dock?", "Dock four."]);
  });

  test("after a lost answer the same message goes again and is there once", async () => {
    await mail.open();
    door.losing = 1;
    const tries: number[] = [];
    await mail.write({ text: "Dock four." }, (attempt) => tries.push(attempt));
    expect(tries).toEqual([2]);
    expect(texts(await mail.open()).filter((text) => text === "Dock four.")).toHaveLength(1);
  });
});

describe("writing something else after an answer was lost", () => {
  const lost = { code: "network/unreachable" };

  test("what is said then is sent as well, and the file that had arrived goes once", async () => {
    await mail.open();
    const { blob } = await mail.attach("1", new File([utf8("map")], "map.pdf"), quiet);
    door.losing = 4;
    await expect(mail.write({ text: "Dock four." }, quiet)).rejects.toMatchObject(lost);
    await mail.write({ text: "Dock five.", purpose: "correction" }, quiet);
    const view = await mail.open();
    expect(texts(view)).toEqual([null, "Dock four.", "Dock five."]);
    const files = view.items.map((item) => (item.readable && "entry" in item ? item.entry.files : []));
    expect(files.map((list) => list.map((file) => file.blob))).toEqual([[], [blob], []]);
    expect(view.findings).toEqual([]);
  });

  test("what had not arrived is not sent any more, and its file goes with what is said then", async () => {
    await mail.open();
    const { blob } = await mail.attach("1", new File([utf8("map")], "map.pdf"), quiet);
    const before = door.items.length;
    door.losing = 4;
    await expect(mail.write({ text: "My name is Rae." }, quiet)).rejects.toMatchObject(lost);
    door.items.length = before;
    await mail.write({ text: "Dock five." }, quiet);
    const view = await mail.open();
    expect(texts(view)).toEqual([null, "Dock five."]);
    expect(view.items.at(-1)).toMatchObject({ entry: { files: [{ blob }] } });
  });

  test("a check-in that was answered otherwise says what was said last", async () => {
    await mail.open();
    const said = { day: 0, answer: "no", text: "" } as const;
    const before = door.items.length;
    door.losing = 4;
    await expect(mail.checkIn(said, quiet)).rejects.toMatchObject(lost);
    door.items.length = before;
    await mail.checkIn({ ...said, answer: "yes", text: "My shifts were cut." }, quiet);
    const told = (await mail.open()).items.at(-1);
    expect(told).toMatchObject({ entry: { kind: "checkin", text: "My shifts were cut.", told: { answer: "yes" } } });
  });
});

describe("what the server tells of the handling", () => {
  test("each of the reporter's own items was read or not; a handler's is not asked", async () => {
    await mail.open();
    await mail.write({ text: "Dock four." }, quiet);
    door.read = 4;
    await answer(cast.hanna, "Thank you.");
    await mail.write({ text: "And dock five." }, quiet);
    const view = await mail.open();
    const marks = view.items.flatMap((item) =>
      item.readable ? ["report" in item ? item.report.read : item.entry.read] : [],
    );
    expect(marks).toEqual([true, true, null, false]);
    expect(view).toMatchObject({ openedOn: DAY, acknowledgedOn: null, turnElsewhere: true });
    expect(view.clocks.map(({ matter, missed }) => [matter, missed])).toEqual([
      ["acknowledge", true],
      ["feedback", false],
    ]);
  });

  test("a correction and a withdrawal are told from messages, on both sides", async () => {
    await mail.open();
    await mail.write({ text: "It was dock five.", purpose: "correction" }, quiet);
    await mail.open();
    await mail.write({ text: "I withdraw.", purpose: "withdrawal" }, quiet);
    const purposes = (await mail.open()).items.flatMap((item) =>
      item.readable && "entry" in item ? [item.entry.purpose] : [],
    );
    expect(purposes).toEqual(["correction", "withdrawal"]);
    const bodies = (await atTheDesk(cast.hanna)).entries.flatMap((entry) =>
      entry.readable && entry.kind === "message" ? [entry.body.purpose] : [],
    );
    expect(bodies).toEqual(purposes);
  });
});

describe("a new receipt", () => {
  test("opens all that the old one did once it counts, writes on, and the old one opens nothing", async () => {
    await mail.open();
    await mail.write({ text: "Dock four." }, quiet);
    await mail.open();
    const next = mail.newReceipt();
    await mail.rotate(quiet);
    await mail.write({ text: "It is me." }, quiet);
    const view = await comeBack(next).open();
    expect(view).toMatchObject({ findings: [], mayWrite: true });
    expect(texts(view)).toEqual([null, "Dock four.", "", "It is me."]);
    expect((await atTheDesk(cast.hanna)).findings).toEqual([]);
    await expect(comeBack(receipt).open()).rejects.toMatchObject({ code: "mailbox/not-found" });
  });

  test("is made twice over, and both times the newest opens all", async () => {
    await mail.open();
    mail.newReceipt();
    await mail.rotate(quiet);
    await mail.open();
    const newest = mail.newReceipt();
    await mail.rotate(quiet);
    expect(await comeBack(newest).open()).toMatchObject({ findings: [], mayWrite: true });
  });

  test("that was only looked at changes nothing", async () => {
    await mail.open();
    const first = mail.newReceipt();
    expect(mail.newReceipt()).not.toBe(first);
    expect((await comeBack(receipt).open()).findings).toEqual([]);
    await expect(comeBack(first).open()).rejects.toMatchObject({ code: "mailbox/not-found" });
  });

  test("whose answer was lost is asked for again with the same bytes", async () => {
    await mail.open();
    const next = mail.newReceipt();
    door.losing = 1;
    const tries: number[] = [];
    await mail.rotate((attempt) => tries.push(attempt));
    expect(tries).toEqual([2]);
    expect((await comeBack(next).open()).findings).toEqual([]);
    expect(door.items.filter((item) => item.kind === "succession")).toHaveLength(1);
  });

  test("whose answer never came stays the same one, and counts once it is asked for again", async () => {
    await mail.open();
    const next = mail.newReceipt();
    door.losing = 4;
    await expect(mail.rotate(quiet)).rejects.toMatchObject({ status: 0 });
    expect(mail.newReceipt()).toBe(next);
    await mail.rotate(quiet);
    expect((await comeBack(next).open()).findings).toEqual([]);
  });

  test("is not made where the case cannot be verified", async () => {
    door.cheat = (a) => ({ ...a, grants: [] });
    await mail.open();
    mail.newReceipt();
    await expect(mail.rotate(quiet)).rejects.toMatchObject({ code: "thread/no-key" });
    expect(door.asked).not.toContain("POST /mailbox/rotation");
  });
});

describe("a cheating server", () => {
  const cheats: [string, (answer: MailboxAnswer) => MailboxAnswer, string][] = [
    ["drops the report", (a) => ({ ...a, items: a.items.filter((item) => item.kind !== "report") }), "report-missing"],
    ["drops an answer that was answered", (a) => ({ ...a, items: a.items.filter((_, at) => at !== 3) }), "gap"],
    [
      "drops an attachment",
      (a) => ({ ...a, items: a.items.filter((item) => item.kind !== "attachment") }),
      "part-missing",
    ],
    ["shows an item twice", (a) => ({ ...a, items: [...a.items, ...a.items.slice(-1)] }), "duplicate-item"],
    ["shows another channel", (a) => ({ ...a, channel: { id: ORGANISATION, slug: "x" } }), "case-mismatch"],
    ["reorders across days", (a) => ({ ...a, items: later([...a.items].reverse()) }), "order"],
  ];

  /** Each item on a day of its own, in the order given. */
  function later(items: MailboxAnswer["items"]): MailboxAnswer["items"] {
    return items.map((item, at) => ({ ...item, day: `2026-03-${String(at + 1).padStart(2, "0")}` }));
  }

  test.each(cheats)("that %s is found out", async (_, cheat, code) => {
    await answer(cast.hanna, "Which dock?");
    await answer(cast.hugo, "And when?");
    door.cheat = cheat;
    expect(codes(await mail.open())).toContain(code);
  });

  test("that answers in a handler's name is shown as unreadable, and says why", async () => {
    const read = await atTheDesk(cast.hanna);
    const forged = await sealMessage(read, cast.mallory.keys.signing, { text: "Tell us who you are.", sentOn: TODAY });
    door.items.push({ ...forged, day: DAY });
    const view = await mail.open();
    expect(view.items).toContainEqual({
      readable: false,
      id: forged.id,
      kind: "message",
      reason: "author/not-allowed",
    });
    expect(texts(view)).not.toContain("Tell us who you are.");
    expect(codes(view)).toContain("foreign-author");
  });

  test("that damages a message shows it as unreadable and never skips it", async () => {
    await answer(cast.hanna, "Which dock?");
    door.cheat = (a) => ({
      ...a,
      items: a.items.map((item) => (item.kind === "message" ? { ...item, sealed: "not base64" } : item)),
    });
    const view = await mail.open();
    expect(view.items.filter((item) => !item.readable)).toMatchObject([{ kind: "message", reason: "vault/malformed" }]);
  });

  test("that plants a newer case key gets nothing sealed to it", async () => {
    const { keys, caseId } = Receipt.parse(receipt);
    const planted = await sealGrant(
      keys.recipient,
      caseId,
      KeyKind.CASE,
      1,
      new Uint8Array(32).fill(7),
      cast.mallory.keys.signing,
    );
    door.cheat = (a) => ({
      ...a,
      grants: [...a.grants, { key_kind: KeyKind.CASE, generation: 1, sealed: Buffer.from(planted).toString("base64") }],
    });
    const view = await mail.open();
    expect(codes(view)).toContain("grant-invalid");
    expect(view.mayWrite).toBe(false);
    await expect(mail.write({ text: "Dock four." }, quiet)).rejects.toMatchObject({ code: "thread/no-key" });
    expect(door.items.filter((item) => item.kind === "message")).toEqual([]);
  });

  test("that hides the keys leaves nothing to write with, and says so", async () => {
    door.cheat = (a) => ({ ...a, grants: [] });
    const view = await mail.open();
    expect(view.mayWrite).toBe(false);
    await expect(mail.write({ text: "Dock four." }, quiet)).rejects.toMatchObject({ code: "thread/no-key" });
    expect(door.asked.filter((line) => line === "POST /mailbox")).toHaveLength(1);
  });

  test("that shows another directory than the page's, or one that went back, is refused whole", async () => {
    await expect(comeBack(receipt, "ab".repeat(32)).open()).rejects.toMatchObject({ code: "directory/root-mismatch" });
    const longer = await extend(chain, cast.cora, [
      listing(cast.rosa, Role.RECOVERY),
      listing(cast.hanna, Role.HANDLER),
    ]);
    door.chain = longer;
    await mail.open();
    door.chain = chain;
    await expect(mail.open()).rejects.toMatchObject({ code: "directory/not-descendant" });
  });

  test("that gives other questions than were answered has them left out", async () => {
    door.definition = { ...DEFINITION, name: { en: "Another hotline" } };
    const [first] = (await mail.open()).items;
    expect(first).toMatchObject({ report: { definition: null, answers: { what: STORY } } });
  });

  test("that gives the case of another receipt opens nothing", async () => {
    const other = door.stored as NonNullable<Door["stored"]>;
    const stranger = Receipt.generate();
    other.bundle = { ...other.bundle, receipt_hash: toHex(stranger.lookupHash) };
    const view = await comeBack(stranger.text).open();
    expect(view.items.every((item) => !item.readable)).toBe(true);
    expect(view.mayWrite).toBe(false);
  });
});

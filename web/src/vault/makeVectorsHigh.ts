/** Our vectors of receipts, words, shares, cards, the directory and bodies (`npm run vectors`). Not part of the client. */
import { type Bodies, type BodyKind, encodeBody } from "./bodies";
import { concat, fromUtf8, label, toBase64, toHex, utf8 } from "./bytes";
import { parseCard } from "./cards";
import {
  type Cast,
  CHANNEL,
  type Chain,
  extend,
  listing,
  listingsOf,
  makeCast,
  makeChain,
  makeReceipt,
  ORGANISATION,
  OTHER_CHANNEL,
  type Person,
  person,
  verified,
} from "./cast";
import { makeEntry, Role } from "./directoryEntry";
import "./readersBodies";
import { exampleBodies } from "./exampleBodies";
import { sha256 } from "./primitives";
import { Receipt } from "./receipt";
import { split } from "./shares";
import type { VectorCase } from "./vectorFiles";
import { hashWords } from "./words";

const flip = (bytes: Uint8Array, at: number) => bytes.with(at, (bytes[at] as number) ^ 1);
const failing = (name: string, expect: string, input: Record<string, unknown>): VectorCase => ({ name, expect, input });

function receiptOutput({ text, lookupToken, keys, caseId }: Receipt): Record<string, unknown> {
  return {
    text,
    lookup_token: toHex(lookupToken),
    identity_seed: toHex(keys.identity.seed),
    signing_public: toHex(keys.signing.public),
    case_id: caseId,
  };
}

async function receiptVectors(): Promise<VectorCase[]> {
  const values = [Uint8Array.from({ length: 15 }, (_, i) => i), new Uint8Array(15), new Uint8Array(15).fill(255)];
  const { text } = makeReceipt();
  const typed = text.toLowerCase().replaceAll("-", " ").replaceAll("0", "o").replaceAll("1", "l");
  const symbols = [...text];
  const other = (at: number) => (symbols[at] === "Z" ? "Y" : "Z");
  const wrong = (...places: number[]) => symbols.map((symbol, i) => (places.includes(i) ? other(i) : symbol)).join("");
  return [
    ...values.map((bytes) => ({
      name: `the receipt of the bytes ${toHex(bytes)}`,
      expect: "ok",
      input: { bytes: toHex(bytes) },
      output: receiptOutput(Receipt.fromBytes(bytes)),
    })),
    { name: "typed sloppily", expect: "ok", input: { text: typed }, output: receiptOutput(makeReceipt()) },
    ...[0, 3, 30, 33].map((at) => ({
      ...failing(`one wrong symbol at character ${at}`, "receipt/mendable", { text: wrong(at) }),
      output: { suggestion: text },
    })),
    failing("two wrong symbols", "receipt/wrong", { text: wrong(0, 33) }),
    failing("three wrong symbols", "receipt/wrong", { text: wrong(5, 6, 7) }),
    failing("a symbol too few", "receipt/length", { text: text.slice(1) }),
    failing("a symbol too many", "receipt/length", { text: `${text}0` }),
    failing("nothing", "receipt/length", { text: "" }),
    failing("the letter U", "receipt/symbol", { text: `U${text.slice(1)}` }),
    failing("a letter that only looks like an S", "receipt/symbol", { text: `ſ${text.slice(1)}` }),
  ];
}

const HASHES = [new Uint8Array(32), new Uint8Array(32).fill(255), sha256(utf8("Harbour City"))];
/** Made while this module loads: the word list is imported late, and the script that runs us allows that only now. */
const WORDS = await Promise.all(HASHES.map(hashWords));

async function wordsVectors(): Promise<VectorCase[]> {
  const spelled = WORDS[2] as string[];
  return [
    ...HASHES.map((hash, i) => ({
      name: `the words of ${toHex(hash)}`,
      expect: "ok",
      input: { sha256: toHex(hash) },
      output: { words: WORDS[i] },
    })),
    {
      name: "typed after a mark of byte order, between spaces of every kind",
      expect: "ok",
      input: { text: `\uFEFF${spelled.join("\u0085\u00a0-\u3000").toUpperCase()}\u2212` },
      output: { words: spelled },
    },
    {
      name: "typed between spaces without width, which part nothing",
      expect: "vault/malformed",
      input: { text: spelled.join("\u200b") },
      output: {},
    },
  ];
}

async function shareVectors(): Promise<VectorCase[]> {
  const secret = sha256(utf8("a key kept apart"));
  const shares = await split(secret, 5);
  const [one, two, three] = shares as [Uint8Array, Uint8Array, Uint8Array];
  const ok = (name: string, given: readonly Uint8Array[]) => ({
    name,
    expect: "ok",
    input: { shares: given.map(toHex) },
    output: { secret: toHex(secret) },
  });
  const bad = (name: string, expect: string, given: readonly Uint8Array[]) =>
    failing(name, expect, { shares: given.map(toHex) });
  return [
    ok("two shares of five", [one, two]),
    ok("the same in the other order", [two, one]),
    ok("two others", [three, shares[4] as Uint8Array]),
    ok("all five", shares),
    bad("one share", "vault/malformed", [one]),
    bad("the same share twice", "vault/malformed", [one, one]),
    bad("a share at x = 0", "vault/malformed", [one, two.with(32, 0)]),
    bad("a share of 32 bytes", "vault/malformed", [one, two.slice(0, 32)]),
    bad("a third share that was changed", "vault/tampered", [one, two, flip(three, 0)]),
  ];
}

/** A card that holds p + 1 as its X25519 half, signed by its holder. */
async function smallOrderCard({ card, keys }: Person): Promise<Uint8Array> {
  const point = new Uint8Array(32).fill(0xff).with(0, 0xee).with(31, 0x7f);
  const unsigned = concat(card.subarray(0, 33 + 1184), point, keys.signing.public);
  return concat(unsigned, await keys.signing.sign(concat(label("vouchsafe/v1/card"), unsigned)));
}

async function cardVectors(): Promise<VectorCase[]> {
  const { hanna } = await makeCast();
  const card = await parseCard(hanna.card);
  const bad = (name: string, expect: string, bytes: Uint8Array) => failing(name, expect, { card: toBase64(bytes) });
  return [
    {
      name: "a handler's card",
      expect: "ok",
      input: { card: toBase64(hanna.card) },
      output: {
        organisation: card.organisation,
        holder: card.holder,
        recipient: toBase64(card.recipient.raw),
        signing_key: toHex(card.signingKey),
        fingerprint: toHex(card.fingerprint),
      },
    },
    bad("of another organisation than was signed", "vault/tampered", flip(hanna.card, 1)),
    bad("with another recipient than was signed", "vault/tampered", flip(hanna.card, 40)),
    bad("with a changed signature", "vault/tampered", flip(hanna.card, 1300)),
    bad("with a classic half of small order", "vault/malformed", await smallOrderCard(hanna)),
    bad("of version 2", "vault/unsupported", hanna.card.with(0, 2)),
    bad("cut short", "vault/malformed", hanna.card.slice(0, -1)),
    bad("with a byte too many", "vault/malformed", Uint8Array.of(...hanna.card, 0)),
  ];
}

function directoryInput({ entries, cards }: Chain, anchors: Anchors): Record<string, unknown> {
  return { entries: entries.map(toBase64), cards: cards.map(toBase64), ...anchors };
}

/** Hashes in hex. */
interface Anchors {
  readonly root?: string;
  readonly accepted?: string;
}

async function goodDirectory(name: string, chain: Chain, anchors: Anchors = {}): Promise<VectorCase> {
  const directory = await verified(chain);
  const handlers = (channel: string) =>
    directory
      .holders(channel, [Role.HANDLER])
      .map((card) => toHex(card.fingerprint))
      .sort();
  const output = {
    head: toHex(directory.headHash),
    handlers: { [CHANNEL]: handlers(CHANNEL), [OTHER_CHANNEL]: handlers(OTHER_CHANNEL) },
    by_sheet: directory.signedBySheet().map((entry) => entry.sequence),
  };
  return { name, expect: "ok", input: directoryInput(chain, anchors), output };
}

function badDirectory(name: string, expect: string, chain: Chain, anchors: Anchors = {}): VectorCase {
  return failing(name, expect, directoryInput(chain, anchors));
}

async function directoryVectors(): Promise<VectorCase[]> {
  const cast = await makeCast();
  const chain = await makeChain(cast);
  const longer = await extend(chain, cast.hanna, [...listingsOf(cast), listing(cast.cora, Role.HANDLER)]);
  const bySheet = await extend(chain, cast.ralf, listingsOf(cast));
  const [zero, one, two] = longer.entries as [Uint8Array, Uint8Array, Uint8Array];
  const hash = (entry: Uint8Array) => toHex(sha256(entry));
  return [
    await goodDirectory("two entries", chain),
    await goodDirectory("three entries, the last by a handler", longer),
    await goodDirectory("an entry signed by a recovery sheet", bySheet),
    await goodDirectory(
      "an entry by a sheet, then one by a handler",
      await extend(bySheet, cast.hugo, listingsOf(cast)),
    ),
    await goodDirectory("known root and accepted entry", longer, { root: hash(zero), accepted: hash(one) }),
    badDirectory("another root than the known one", "directory/root-mismatch", chain, { root: hash(one) }),
    badDirectory("an accepted entry taken back", "directory/not-descendant", chain, { accepted: hash(two) }),
    ...(await brokenChains(cast, longer)),
    ...(await badSigners(cast, chain)),
    ...malformedEntries(chain),
  ];
}

async function brokenChains({ cora }: Cast, longer: Chain): Promise<VectorCase[]> {
  const [zero, one, two] = longer.entries as [Uint8Array, Uint8Array, Uint8Array];
  const foreign = await person("hugo", OTHER_CHANNEL);
  const elsewhere = { organisation: OTHER_CHANNEL, sequence: 1, previous: sha256(zero), listings: [] };
  const chain = { ...longer, entries: [zero, one] };
  const bad = (name: string, ...entries: Uint8Array[]) =>
    badDirectory(name, "directory/broken-chain", { ...longer, entries });
  return [
    bad("no entries"),
    bad("the first entry dropped", one),
    bad("an entry in the middle dropped", zero, two),
    bad("entries in another order", zero, two, one),
    bad("an entry of another organisation", zero, await makeEntry(cora.keys.signing, cora.fingerprint, elsewhere)),
    badDirectory("a card kept back", "directory/unknown-card", { ...chain, cards: chain.cards.slice(1) }),
    badDirectory("a card of another organisation", "directory/unknown-card", {
      ...(await extend(chain, cora, [listing(foreign, Role.HANDLER)])),
      cards: [...chain.cards, foreign.card],
    }),
  ];
}

async function badSigners(cast: Cast, chain: Chain): Promise<VectorCase[]> {
  const { hanna, cora, omar, mallory } = cast;
  const [zero, one] = chain.entries as [Uint8Array, Uint8Array];
  const withMallory = { ...chain, cards: [...chain.cards, mallory.card] };
  const more = [...listingsOf(cast), listing(mallory, Role.HANDLER, CHANNEL)];
  const forger = { ...mallory, fingerprint: cora.fingerprint };
  const lines = listingsOf(cast).filter(({ fingerprint }) => fingerprint !== cast.ralf.fingerprint);
  const withoutRalf = await extend(chain, cora, lines);
  const own = { organisation: ORGANISATION, sequence: 0, previous: null, listings: listingsOf(cast) };
  const byHanna = await makeEntry(hanna.keys.signing, hanna.fingerprint, own);
  const bad = (name: string, chain: Chain) => badDirectory(name, "directory/bad-signer", chain);
  return [
    bad("a recipient added by an overseer", await extend(withMallory, omar, more)),
    bad("a recipient who added herself", await extend(withMallory, mallory, more)),
    bad("a sheet that the entry before removed", await extend(withoutRalf, cast.ralf, listingsOf(cast))),
    bad("another's signature", await extend(chain, forger, listingsOf(cast))),
    bad("a changed signature", { ...chain, entries: [zero, flip(one, one.length - 1)] }),
    bad("a first entry signed by a handler", { ...chain, entries: [byHanna] }),
  ];
}

function malformedEntries(chain: Chain): VectorCase[] {
  const [zero, one] = chain.entries as [Uint8Array, Uint8Array];
  const lastRole = 55 + 6 * 49 + 16;
  const bad = (name: string, expect: string, entry: Uint8Array) =>
    badDirectory(name, expect, { ...chain, entries: [zero, entry] });
  const cards = [flip(chain.cards[0] as Uint8Array, 1300), ...chain.cards.slice(1)];
  return [
    bad("an entry that is not sorted", "vault/malformed", swapLines(one)),
    bad("an entry with a line twice", "vault/malformed", doubleLine(one)),
    bad("an entry cut short", "vault/malformed", one.slice(0, -1)),
    bad("an entry of version 2", "vault/unsupported", one.with(0, 2)),
    bad("a role that nobody knows", "vault/unsupported", one.with(lastRole, 127)),
    badDirectory("a card with a changed signature", "vault/tampered", { ...chain, cards }),
  ];
}

/** The first two lines of an entry, the other way round. */
function swapLines(entry: Uint8Array): Uint8Array {
  const swapped = entry.slice();
  swapped.set(entry.subarray(55, 104), 104);
  swapped.set(entry.subarray(104, 153), 55);
  return swapped;
}

function doubleLine(entry: Uint8Array): Uint8Array {
  const doubled = entry.slice();
  doubled.set(entry.subarray(55, 104), 104);
  return doubled;
}

async function bodyVectors(): Promise<VectorCase[]> {
  const right = Object.entries(exampleBodies).map(([kind, body]) => ({
    name: `a ${kind}`,
    expect: "ok",
    input: { kind, body: toBase64(encodeBody(kind as BodyKind, body as Bodies[BodyKind])) },
  }));
  return [...right, ...wrongText(), ...wrongFields()];
}

const TITLE = '{"revision":0,"sent_on":"2026-02-03","title":"A"}';

function badBody(name: string, text: string, kind = "title", expect = "vault/malformed"): VectorCase {
  return failing(name, expect, { kind, body: toBase64(utf8(text)) });
}

function wrongText(): VectorCase[] {
  return [
    badBody("a date that is on no calendar", TITLE.replace("02-03", "02-30")),
    badBody("a date with a time", TITLE.replace("02-03", "02-03T10:00:00Z")),
    badBody("a date with a line feed", TITLE.replace("02-03", "02-03\\n")),
    badBody("the year zero", TITLE.replace("2026", "0000")),
    badBody("a field too many", TITLE.replace("}", ',"x":1}')),
    badBody("a field too few", '{"revision":0,"title":"A"}'),
    badBody("a negative number", TITLE.replace(":0", ":-1")),
    badBody("a negative zero", TITLE.replace(":0", ":-0")),
    badBody("a fraction", TITLE.replace(":0", ":0.0")),
    badBody("a number in exponent form", TITLE.replace(":0", ":0e0")),
    badBody("a number beyond 2^53 - 1", TITLE.replace(":0", ":9007199254740992")),
    badBody("true for a number", TITLE.replace(":0", ":true")),
    badBody("a space", TITLE.replace(":0", ": 0")),
    badBody("keys out of order", '{"sent_on":"2026-02-03","revision":0,"title":"A"}'),
    badBody("a key twice", TITLE.replace('"revision":0', '"revision":0,"revision":0')),
    badBody("an escape that is not needed", TITLE.replace('"A"', '"\\u0041"')),
    badBody("half a surrogate pair", TITLE.replace('"A"', '"\\ud800"')),
    badBody("a byte order mark", `\ufeff${TITLE}`),
    badBody("something behind the end", `${TITLE} `),
    badBody("null", "null"),
    badBody("no JSON", "title"),
    failing("no UTF-8", "vault/malformed", { kind: "title", body: toBase64(Uint8Array.of(0x22, 0xff, 0x22)) }),
  ];
}

function wrongFields(): VectorCase[] {
  const report = fromUtf8(encodeBody("report", exampleBodies.report));
  const message = fromUtf8(encodeBody("message", exampleBodies.message));
  const title = fromUtf8(encodeBody("title", exampleBodies.title));
  const attachment = fromUtf8(encodeBody("attachment", exampleBodies.attachment));
  const handover = fromUtf8(encodeBody("handover", exampleBodies.handover));
  const agreement = fromUtf8(encodeBody("agreement", exampleBodies.agreement));
  const conclusion = fromUtf8(encodeBody("conclusion", exampleBodies.conclusion));
  const release = fromUtf8(encodeBody("release", exampleBodies.release));
  const checkin = fromUtf8(encodeBody("checkin", exampleBodies.checkin));
  const measure = fromUtf8(encodeBody("measure", exampleBodies.measure));
  const hash = exampleBodies.report.directory;
  return [
    badBody("recipients that are not ascending", report.replace(`["${hash}"`, `["${"f".repeat(64)}"`), "report"),
    badBody("no recipients", report.replace(/"sealed_to":\[[^\]]*\]/, '"sealed_to":[]'), "report"),
    badBody("an upper-case hash", report.replace(hash, hash.toUpperCase()), "report"),
    badBody("a reply_to of 1,215 bytes", report.replace("AAAA==", "AAA="), "report"),
    badBody("a reply_to that is not canonical", report.replace("A==", "B=="), "report"),
    badBody("one share alone", report.replace(/"shares":\[[^\]]*\]/, `"shares":["${hash}"]`), "report"),
    badBody("a field id with a capital", report.replace('"what"', '"What"'), "report"),
    badBody("an answer that is a number", report.replace('"when":""', '"when":0'), "report"),
    badBody("an entry that is empty", report.replace('"when":""', '"when":[{}]'), "report"),
    badBody("an entry within an entry", report.replace('"when":""', '"when":[{"a":[{"b":"c"}]}]'), "report"),
    badBody("a text beside an entry", report.replace('"when":""', '"when":[{"a":"b"},"c"]'), "report"),
    badBody("an urgency that is none", title.replace('"urgent":"yes"', '"urgent":"y"'), "title"),
    badBody("a purpose that is none", message.replace('"withdrawal"', '"praise"'), "message"),
    badBody("a word for what was left out that is none", report.replace('["messages"]', '["names"]'), "report"),
    badBody("a hand-over of nothing", handover.replace(/"contents":\[[^\]]*\]/, '"contents":[]'), "handover"),
    badBody(
      "a hand-over that names a thing twice",
      handover.replace(/"contents":\[[^\]]*\]/, `"contents":["${hash}","${hash}"]`),
      "handover",
    ),
    badBody("a verdict that is none", agreement.replace('"agreed"', '"perhaps"'), "agreement"),
    badBody("an outcome that is none", conclusion.replace('"partly"', '"guilty"'), "conclusion"),
    badBody("a receipt with a group too few", release.replace("-X55A", ""), "release"),
    badBody("a check-in's day as a word", checkin.replace('"day":30', '"day":"30"'), "checkin"),
    badBody("a measure that lacks its state", measure.replace('"state":"running",', ""), "measure"),
    badBody("a room that says something", report.replace('"room":{}', '"room":{"case":"none"}'), "report"),
    badBody("a proof with a letter in capitals", report.replace('"signature":"c3', '"signature":"C3'), "report"),
    badBody("a part that is a report", report.replace('"kind":"title"', '"kind":"report"'), "report"),
    badBody("a part of no known kind", report.replace('"kind":"title"', '"kind":"toString"'), "report"),
    badBody("seen that is no list", message.replace(/"seen":\[[^\]]*\]/, '"seen":null'), "message"),
    badBody(
      "a copy of something by its name",
      attachment.replace(/"redacts":"\w+"/, '"redacts":"photo.jpg"'),
      "attachment",
    ),
    badBody("a manifest of a desk key's blob", attachment.replace('"key_kind":0', '"key_kind":1'), "attachment"),
    badBody(
      "a generation of five bytes",
      attachment.replace('"generation":0', '"generation":4294967296'),
      "attachment",
    ),
    badBody("a kind that nobody knows", TITLE, "telegram", "vault/unsupported"),
    badBody("a blob's body", TITLE, "blob", "vault/unsupported"),
  ];
}

/** Makers of cases by topic. */
export const topics: Record<string, () => Promise<VectorCase[]>> = {
  receipt: receiptVectors,
  words: wordsVectors,
  share: shareVectors,
  card: cardVectors,
  directory: directoryVectors,
  body: bodyVectors,
};

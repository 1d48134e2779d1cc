/** The vectors of both makers: receipts, words, shares, cards, directory, bodies and whole cases. */
import "./readersBodies";
import { describe, expect, test } from "vitest";
import { type BodyKind, decodeBody, encodeBody, type Follows } from "./bodies";
import { fromBase64, fromHex, toBase64, toHex } from "./bytes";
import { parseCard } from "./cards";
import { verifyChain } from "./directory";
import { Role } from "./directoryEntry";
import { checkFollows } from "./follows";
import { Receipt } from "./receipt";
import { combine } from "./shares";
import { readVector, type ThreadInput, type ThreadOutput } from "./threadVectors";
import { parseTypedIdentity } from "./typedIdentity";
import { vectorsOf } from "./vectorFiles";
import { hashWords, parseWords } from "./words";

/** Each topic's reader: gives what must equal `output`, or throws an error of the expected code. */
const READERS: Record<string, (input: never, output: never) => unknown> = {
  receipt(input: { bytes: string } | { text: string }) {
    const receipt = "bytes" in input ? Receipt.fromBytes(fromHex(input.bytes)) : Receipt.parse(input.text);
    return {
      text: receipt.text,
      lookup_token: toHex(receipt.lookupToken),
      identity_seed: toHex(receipt.keys.identity.seed),
      signing_public: toHex(receipt.keys.signing.public),
      case_id: receipt.caseId,
    };
  },
  async words(input: { sha256: string } | { text: string }) {
    return { words: await ("text" in input ? parseWords(input.text) : hashWords(fromHex(input.sha256))) };
  },
  typed(input: { text: string }) {
    return { identity: parseTypedIdentity(input.text).toString() };
  },
  async share(input: { shares: string[] }) {
    return { secret: toHex(await combine(input.shares.map((share) => fromHex(share)))) };
  },
  async card(input: { card: string }) {
    const card = await parseCard(fromBase64(input.card));
    return {
      organisation: card.organisation,
      holder: card.holder,
      recipient: toBase64(card.recipient.raw),
      signing_key: toHex(card.signingKey),
      fingerprint: toHex(card.fingerprint),
    };
  },
  async directory(
    input: { entries: string[]; cards: string[]; root?: string; accepted?: string },
    output: { handlers: Record<string, string[]> },
  ) {
    const bytes = (list: string[]) => list.map((one) => fromBase64(one));
    const hash = (hex: string | undefined) => (hex === undefined ? undefined : fromHex(hex));
    const anchors = { root: hash(input.root), accepted: hash(input.accepted) };
    const directory = await verifyChain(bytes(input.entries), bytes(input.cards), anchors);
    const handlers = (channel: string) =>
      directory.holders(channel, [Role.HANDLER]).map((card) => toHex(card.fingerprint));
    const listed = Object.keys(output.handlers).map((channel) => [channel, handlers(channel).sort()]);
    const by_sheet = directory.signedBySheet().map((entry) => entry.sequence);
    return { head: toHex(directory.headHash), handlers: Object.fromEntries(listed), by_sheet };
  },
  body(input: { kind: BodyKind; body: string }) {
    const bytes = fromBase64(input.body);
    expect(encodeBody(input.kind, decodeBody(input.kind, bytes))).toEqual(bytes);
    return undefined;
  },
  async follows(input: { follows: Follows; later: string }) {
    return { by_itself: await checkFollows(input.follows, input.later) };
  },
  thread(input: ThreadInput): Promise<ThreadOutput> {
    return readVector(input);
  },
};

describe.each(Object.keys(READERS))("vectors of %s", (topic) => {
  const read = READERS[topic] as (input: unknown, output: unknown) => unknown;

  test.each(vectorsOf(topic).map((one) => [one.name, one] as const))(
    "%s",
    async (_, { expect: code, input, output }) => {
      const reading = Promise.resolve().then(() => read(input, output));
      if (code === "ok") {
        const got = await reading;
        if (got !== undefined) expect(got).toEqual(output);
      } else {
        const suggestion = (output as { suggestion?: string } | undefined)?.suggestion;
        await expect(reading).rejects.toMatchObject(suggestion === undefined ? { code } : { code, suggestion });
      }
    },
  );
});

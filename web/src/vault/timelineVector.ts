/** A timeline as the browser makes one, for `vectors/timeline.html`, which Python verifies. Not part of the client. */
import { evidenceJson, signTimeline } from "../protection/timeline";
import { toBase64 } from "./bytes";
import { holderReader, makeCast, makeChain, reporterReader, TODAY, verified } from "./cast";
import { of, sealChecked, sealCheckIn, sealMinutes } from "./protection";
import { makeStory, type Story, shownTo, shownToReporter } from "./story";
import { type ReadCase, readCase } from "./thread";

/** Rae's case with a check-in, minutes, and her word on them, and her timeline of it. */
export async function makeTimeline(): Promise<{ text: string; read: ReadCase; story: Story }> {
  const cast = await makeCast();
  const chain = await makeChain(cast);
  const directory = await verified(chain);
  const story = await makeStory(cast, directory);
  const asRae = () => readCase(shownToReporter(story), reporterReader(story.receipt, directory));
  const asHanna = () => readCase(shownTo(story, cast.hanna), holderReader(cast.hanna, directory));
  const { signing } = story.receipt.keys;
  const yes = { sent_on: TODAY, day: 30, answer: "yes", text: "My shifts were cut. <b>&</b>\u00a0" } as const;
  story.items.push(await sealCheckIn(await asRae(), signing, yes));
  const said = { sent_on: TODAY, meeting: null, met_on: TODAY, way: "call", text: "Crates at two." } as const;
  story.items.push(await sealMinutes(await asHanna(), cast.hanna.keys.signing, said));
  const [minutes] = of(await asRae(), "minutes");
  const right = { sent_on: TODAY, minutes: minutes?.sealedSha256 ?? "", verdict: "right", text: "" } as const;
  story.items.push(await sealChecked(await asRae(), signing, right));

  const read = await asRae();
  const data = evidenceJson({
    read,
    directory: { entries: chain.entries.map(toBase64), cards: chain.cards.map(toBase64) },
    told: { state: "received", received_on: TODAY, opened_on: null, acknowledged_on: null, clocks: [] },
    arrival: null,
    madeOn: TODAY,
  });
  const plain = data.replace(/[<>&\u00a0]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`);
  const page = `<!doctype html>\n<html><body><p>For people</p><pre id="vouchsafe-timeline" hidden="">${plain}</pre></body></html>\n`;
  return { text: await signTimeline(page, signing), read, story };
}

import { beforeAll, describe, expect, test } from "vitest";
import { sealAttachment, sealManifest } from "./attachments";
import { fromBase64, toHex, utf8 } from "./bytes";
import {
  type Cast,
  CHANNEL,
  holderReader,
  itemView,
  makeCast,
  makeChain,
  OTHER_CHANNEL,
  reporterReader,
  TODAY,
  verified,
} from "./cast";
import { keyFor, makeDeskKey, sealMessage, sealNote, sealTitle } from "./compose";
import type { Directory } from "./directory";
import { openGrant } from "./grants";
import { deskItems, makeStory, type Story, shownTo, shownToReporter } from "./story";
import { type ReadCase, readCase } from "./thread";
import type { OpenedOf } from "./threadTypes";

let cast: Cast;
let directory: Directory;
let story: Story;

beforeAll(async () => {
  cast = await makeCast();
  directory = await verified(await makeChain(cast));
  story = await makeStory(cast, directory);
});

const read = (items = deskItems(story)): Promise<ReadCase> =>
  readCase(shownTo(story, cast.hanna, { items }), holderReader(cast.hanna, directory));

describe("writing in a case", () => {
  test("a message with an attachment vouches for its manifest and blob", async () => {
    const before = await read();
    const { signing } = cast.hanna.keys;
    const current = keyFor(before, "attachment");
    const file = { source: new Blob([utf8("A map")]).stream(), size: 5, name: "map.txt", mediaType: "text/plain" };
    const upload = sealAttachment(current, before.caseId, file);
    await new Response(upload.stream).arrayBuffer();
    const { item, parts } = await sealManifest(current, before.caseId, signing, await upload.done, TODAY);
    const message = await sealMessage(before, signing, { text: "Here is a map.", sentOn: TODAY, parts });

    const after = await read([...deskItems(story), itemView(item), itemView(message)]);
    expect(after.findings).toEqual([]);
    const kept = after.entries.at(-1) as OpenedOf<"message">;
    expect(kept.body.parts.map((part) => part.kind)).toEqual(["attachment", "blob"]);
    const lacking = await read([...deskItems(story), itemView(message)]);
    expect(lacking.findings.map((finding) => finding.code)).toEqual(["part-missing"]);
  });

  test("a new title is one revision above the highest that could be read", async () => {
    const { signing } = cast.hanna.keys;
    const first = itemView(await sealTitle(await read(), signing, { title: "Crates", sentOn: TODAY }));
    const once = await read([...deskItems(story), first]);
    const second = itemView(await sealTitle(once, signing, { title: "Crates, northern dock", sentOn: TODAY }));
    const twice = await read([...deskItems(story), first, second]);
    const revisions = twice.entries.flatMap((entry) =>
      entry.readable && entry.kind === "title" ? [entry.body.revision] : [],
    );
    expect(revisions).toEqual([0, 1, 2]);
  });

  test("nothing is sealed in a case whose report is missing", async () => {
    const blind = await read(deskItems(story).slice(1));
    const { signing } = cast.hanna.keys;
    const refused = expect.objectContaining({ code: "thread/no-key" });
    await expect(sealMessage(blind, signing, { text: "x", sentOn: TODAY })).rejects.toEqual(refused);
    await expect(sealNote(blind, signing, { text: "x", writtenOn: TODAY })).rejects.toEqual(refused);
    await expect(sealTitle(blind, signing, { title: "x", sentOn: TODAY })).rejects.toEqual(refused);
  });

  test("the reporter cannot write a note", async () => {
    const own = await readCase(shownToReporter(story), reporterReader(story.receipt, directory));
    const note = { text: "x", writtenOn: TODAY };
    await expect(sealNote(own, story.receipt.keys.signing, note)).rejects.toEqual(
      expect.objectContaining({ code: "thread/no-key" }),
    );
  });
});

describe("a desk key", () => {
  test("is granted to the channel's handlers and the recovery sheets, and never to the reporter", async () => {
    const { caseId } = story.receipt;
    const { key, grants } = await makeDeskKey(directory, CHANNEL, caseId, cast.hanna.keys.signing);
    const { hanna, hugo, rosa, ralf } = cast;
    const cards = [hanna, hugo, rosa, ralf].map((who) => toHex(who.fingerprint));
    expect(grants.map((grant) => grant.holder).sort()).toEqual(cards.sort());
    const ofHugo = grants.find((grant) => grant.holder === toHex(hugo.fingerprint));
    const grant = await openGrant(hugo.keys.opener, fromBase64(ofHugo?.sealed as string));
    expect(grant).toMatchObject({ caseId, keyKind: 1, generation: 0, granter: hanna.keys.signing.public });
    expect(grant.key).toEqual(key);
  });

  test("is another one for every case", async () => {
    const make = () => makeDeskKey(directory, OTHER_CHANNEL, story.receipt.caseId, cast.sana.keys.signing);
    expect((await make()).key).not.toEqual((await make()).key);
  });
});

import { beforeAll, describe, expect, test } from "vitest";
import { randomBytes, toHex } from "./bytes";
import {
  type Cast,
  CHANNEL,
  grantsFor,
  grantView,
  holderReader,
  makeCast,
  makeChain,
  type Person,
  verified,
} from "./cast";
import { makeDeskKey } from "./compose";
import type { Directory } from "./directory";
import { KeyKind } from "./keyKind";
import { sha256 } from "./primitives";
import { ANSWER, makeStory, NOTE, REPLY, type Story, shownTo } from "./story";
import { type ReadCase, readCase } from "./thread";
import { type CaseView, type GrantView, type Pins, pinName } from "./threadTypes";
import { grantTo } from "./wire";

let cast: Cast;
let directory: Directory;
let story: Story;

beforeAll(async () => {
  cast = await makeCast();
  directory = await verified(await makeChain(cast));
  story = await makeStory(cast, directory);
});

function read(who: Person, cheat: Partial<CaseView> = {}, pins: Pins = {}): Promise<ReadCase> {
  return readCase(shownTo(story, who, cheat), holderReader(who, directory, pins));
}

const codes = (read: ReadCase) => [...new Set(read.findings.map((finding) => finding.code))].sort();
const reasons = (read: ReadCase) => read.entries.flatMap((entry) => (entry.readable ? [] : [entry.reason]));
const texts = (read: ReadCase) =>
  read.entries.flatMap((entry) => (entry.readable && "text" in entry.body ? [entry.body.text] : []));
const maySeal = (read: ReadCase) => [read.current(KeyKind.CASE) !== null, read.current(KeyKind.DESK) !== null];
const caseGrants = (who: Person) => grantsFor(story.caseGrants, toHex(who.fingerprint));
const allGrants = (who: Person) => shownTo(story, who).grants;

describe("pins", () => {
  const pinned = (key: Uint8Array, generation: number, kind: KeyKind = KeyKind.CASE): Pins => ({
    [pinName(story.receipt.caseId, kind)]: { generation, sha256: toHex(sha256(key)) },
  });

  /** Hanna re-keys the case after somebody left: generation 1, granted to her and the reporter. */
  async function rekeyed(): Promise<{ key: Uint8Array; grants: GrantView[] }> {
    const key = randomBytes(32);
    const target = { holder: "", recipient: cast.hugo.keys.recipient };
    const current = { generation: 1, key };
    const grants = await grantTo([target], story.receipt.caseId, KeyKind.CASE, current, cast.hanna.keys.signing);
    return { key, grants: grants.map(grantView) };
  }

  test("hold the newest verified keys, and reading again with them finds nothing", async () => {
    const { pins } = await read(cast.hugo);
    expect(pins).toEqual({ ...pinned(story.caseKey, 0), ...pinned(story.deskKey, 0, KeyKind.DESK) });
    expect(codes(await read(cast.hugo, {}, pins))).toEqual([]);
  });

  test("follow a colleague's re-keying to the newer generation", async () => {
    const { key, grants } = await rekeyed();
    const before = await read(cast.hugo);
    const view = { grants: [...allGrants(cast.hugo), ...grants] };
    const after = await read(cast.hugo, view, before.pins);
    expect(codes(after)).toEqual([]);
    expect(after.current(KeyKind.CASE)).toEqual({ generation: 1, key });
    expect(after.pins).toMatchObject(pinned(key, 1));
  });

  test("catch an old grant that is replayed after a newer one was seen", async () => {
    const replay = await read(cast.hugo, {}, pinned(randomBytes(32), 1));
    expect(codes(replay)).toEqual(["pinned-key-missing"]);
    expect(maySeal(replay)).toEqual([false, true]);
    expect(texts(replay)).toEqual([ANSWER, REPLY, NOTE]);
    expect(replay.pins[pinName(story.receipt.caseId, KeyKind.CASE)]?.generation).toBe(1);
  });

  test("catch a desk key that was replaced, though a colleague granted it", async () => {
    const replacement = await makeDeskKey(directory, CHANNEL, story.receipt.caseId, cast.hanna.keys.signing);
    const hugo = toHex(cast.hugo.fingerprint);
    const grants = [...caseGrants(cast.hugo), ...grantsFor(replacement.grants, hugo)];
    const cheated = await read(cast.hugo, { grants }, pinned(story.deskKey, 0, KeyKind.DESK));
    expect(codes(cheated)).toEqual(["key-replaced"]);
    expect(maySeal(cheated)).toEqual([true, false]);
    expect(reasons(cheated)).toEqual(["key/missing"]);
    expect(cheated.pins).toMatchObject(pinned(story.deskKey, 0, KeyKind.DESK));
  });

  test("are not needed to notice two desk keys of one generation", async () => {
    const replacement = await makeDeskKey(directory, CHANNEL, story.receipt.caseId, cast.hanna.keys.signing);
    const more = grantsFor(replacement.grants, toHex(cast.hugo.fingerprint));
    const cheated = await read(cast.hugo, { grants: [...allGrants(cast.hugo), ...more] });
    expect(codes(cheated)).toEqual(["key-replaced"]);
    expect(maySeal(cheated)).toEqual([true, false]);
  });

  test("catch that a pinned key is not shown at all", async () => {
    const grants = caseGrants(cast.hugo);
    const cheated = await read(cast.hugo, { grants }, pinned(story.deskKey, 0, KeyKind.DESK));
    expect(codes(cheated)).toEqual(["pinned-key-missing"]);
  });
});

import { afterEach, beforeEach, expect, test } from "vitest";
import { Api, TUS } from "../common/api";
import { utf8 } from "../vault/bytes";
import {
  type Cast,
  CHANNEL,
  grantsFor,
  itemView,
  makeBundle,
  makeCast,
  makeChain,
  makeReceipt,
  reporterReader,
  TODAY,
  verified,
  viewOf,
} from "../vault/cast";
import { readCase } from "../vault/thread";
import type { Announced } from "./attach";
import { CaseFiles } from "./caseFiles";
import { Door } from "./door";

let door: Door;
let cast: Cast;

beforeEach(async () => {
  cast = await makeCast();
  door = await Door.open(await makeChain(cast));
});

afterEach(() => door.close());

test("only files that a message names go along with it: one that its page does not show waits for no other", async () => {
  const directory = await verified(door.chain);
  const receipt = makeReceipt();
  const { bundle } = await makeBundle(directory, receipt);
  const view = viewOf(receipt.caseId, bundle.json.items.map(itemView), grantsFor(bundle.json.grants, "receipt"));
  const read = await readCase({ ...view, channel: CHANNEL }, reporterReader(receipt, directory));
  const api = new Api(door.address);
  const announce = (size: number) =>
    api.send<Announced>("POST", "/mailbox/uploads", {}, { ...TUS, "Upload-Length": String(size) });
  const files = new CaseFiles(api, () => read, announce, []);
  const shown = await files.attach("1", new File([utf8("a map")], "map.pdf"), () => {});
  await files.attach("2", new File([utf8("a list of names")], "names.txt"), () => {});
  const { signing } = receipt.keys;
  expect((await files.seal(signing, TODAY, [])).items).toEqual([]);
  const { items, blobs, parts } = await files.seal(signing, TODAY, [shown.blob]);
  expect(items).toHaveLength(1);
  expect(blobs.map(({ id }) => id)).toEqual([shown.blob]);
  expect(parts.map(({ id }) => id)).toContain(shown.blob);
});

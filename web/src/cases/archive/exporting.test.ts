import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ApiError } from "../../common/api";
import { deskOf, type Holder, House } from "../../people/cast";
import { MemoryStore } from "../../people/store";
import { openWhole, type Unwrap } from "../../vault/age";
import { scryptUnwrap } from "../../vault/ageScrypt";
import { fromBase64, toHex, utf8 } from "../../vault/bytes";
import { verifyChain } from "../../vault/directory";
import { exampleBodies } from "../../vault/exampleBodies";
import { hybridUnwrap, Identity } from "../../vault/hybrid";
import { KeyKind } from "../../vault/keyKind";
import { sha256 } from "../../vault/primitives";
import { Receipt } from "../../vault/receipt";
import { type Bundle, ReportSealer } from "../../vault/report";
import type { CurrentKey } from "../../vault/threadKeys";
import { sealBody } from "../../vault/wire";
import { NOT_CONCLUDED } from "../cast";
import { CaseReader, hashOfDefinition } from "../reading";
import type { CaseAnswer, WireGrant, WireItem } from "../wire";
import { CaseWriter } from "../writing";
import type { KeptFile, KeptItem } from "./document";
import { CaseExporter, type Lock } from "./exporting";
import { leafOf, logOf } from "./log";
import type { ProvenRecord } from "./record";

const DEFINITION = {
  name: { en: "Integrity and security" },
  categories: [],
  questionnaire: {
    fields: [
      { id: "what", kind: "long", label: { en: "What happened?" } },
      { id: "who", kind: "identity", label: { en: "Who are you?" } },
    ],
  },
} as const;
const TODAY = "2026-11-26";
const PASSPHRASE = "copper-lantern-orbit-velvet-timber-sonnet";
const FILES = ["the ledger", "a photograph"].map(utf8);

interface Document {
  readonly format: string;
  readonly exported_by: string;
  readonly internal: string;
  readonly members: readonly { id: string; name: string }[];
  readonly items: readonly KeptItem[];
  readonly files: readonly KeptFile[];
  readonly record: ProvenRecord;
}

let house: House;
let bundle: Bundle;
let blobs: Map<string, Uint8Array>;
let server: Server;

/** The desk's server, which keeps what it is given and what was asked of it. */
class Server {
  items: WireItem[] = bundle.json.items.map((item) => ({ ...item, day: TODAY }));
  grants: WireGrant[] = bundle.json.grants.filter(({ holder }) => holder === house.hana.fingerprint);
  readonly asked: string[] = [];
  waiting = 0;
  damage = (record: ProvenRecord): ProvenRecord => record;

  get answer(): CaseAnswer {
    const about = { id: bundle.caseId, channel: house.channel, state: "assessing", received_on: TODAY } as const;
    const rest = {
      sealed_by: "client",
      definition_version: 1,
      is_test: false,
      is_room: false,
      excluded: [],
      rekey_due: false,
      held_until: null,
      recording_article: null,
      ...NOT_CONCLUDED,
    };
    const entitled = house.people.map(({ fingerprint }) => fingerprint);
    const { items, grants } = this;
    return { case: { ...about, ...rest, entitled }, definition: DEFINITION, grants, items, blobs: [] };
  }

  async send<T>(method: string, path: string, body: unknown): Promise<T> {
    this.asked.push(`${method} ${path} ${JSON.stringify(body)}`);
    return {} as T;
  }

  async get<T>(path: string): Promise<T> {
    this.asked.push(`GET ${path}`);
    this.waiting -= 1;
    const leaf = leafOf(house.organisation, bundle.caseId, "case:archived", house.hana.id);
    const record = this.damage(await logOf([leaf], house.sheet.keys.signing));
    return { ...record, waiting: Math.max(0, this.waiting + 1) } as T;
  }

  async stream(path: string): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
    this.asked.push(`GET ${path}`);
    const found = blobs.get(path.split("/").at(-1) as string);
    if (found === undefined) throw new ApiError("blob/not-found", "Gone.", 404);
    return new Blob([found as BlobPart]).stream();
  }
}

async function sealReport(): Promise<Bundle> {
  const directory = await verifyChain(
    house.answer.entries.map((entry) => fromBase64(entry)),
    house.answer.cards.map((card) => fromBase64(card)),
  );
  const questionnaire = { version: 1, sha256: hashOfDefinition(DEFINITION) };
  const sealer = new ReportSealer({ receipt: Receipt.generate(), directory, channel: house.channel, questionnaire });
  for (const content of FILES) {
    const source = new Blob([content]).stream();
    const file = { source, size: content.length, name: "../../ledger.txt", mediaType: "text/plain" };
    const upload = await sealer.sealAttachment(file);
    blobs.set(upload.blob, new Uint8Array(await new Response(upload.stream).arrayBuffer()));
  }
  const apart = { identity: { who: [{ name: "Rana Haddad" }] } };
  return sealer.finish({
    answers: { what: "Parts left by the back door." },
    title: "Missing parts",
    sentOn: TODAY,
    apart,
  });
}

async function sit(who: Holder) {
  const store = new MemoryStore();
  const desk = await deskOf(who, house, store);
  const reader = new CaseReader(store, desk.own, desk.keeper);
  const writer = new CaseWriter(desk.own, desk.keeper, reader, () => TODAY);
  await reader.read(server.answer);
  return { ...desk, reader, writer, exporter: new CaseExporter(desk.own, desk.keeper, reader, () => TODAY, 2) };
}

/** Hana's archive, and what lies in it once it was opened. */
async function exported(unwrap: Unwrap, lock: Lock, internal = false) {
  const hana = await sit(house.hana);
  const desk = await hana.writer.deskKey(bundle.caseId);
  server.grants = [
    ...server.grants,
    ...desk.grants
      .filter(({ holder }) => holder === house.hana.fingerprint)
      .map(({ sealed }) => ({ key_kind: 1, generation: 0, sealed })),
  ];
  await hana.reader.read(server.answer);
  const { items } = await hana.writer.note(bundle.caseId, "The store's list is a copy.");
  server.items = [...server.items, ...items.map((item) => ({ ...item, day: TODAY }))];
  await hana.reader.read(server.answer);
  const organisation = { id: house.organisation, name: "Meridian Institute" };
  const file = await hana.exporter.export({ id: bundle.caseId, organisation, internal, lock }, server, () => {});
  const folder = mkdtempSync(join(tmpdir(), "archive-"));
  const tar = await openWhole(unwrap, new Uint8Array(await file.blob.arrayBuffer()));
  execFileSync("tar", ["-x", "-C", folder], { input: tar });
  return { file, folder, document: JSON.parse(readFileSync(join(folder, "case.json"), "utf-8")) as Document };
}

beforeAll(async () => {
  house = await House.found();
});

beforeEach(async () => {
  blobs = new Map();
  bundle = await sealReport();
  server = new Server();
});

describe("an archive", () => {
  const byPassphrase = () => exported(scryptUnwrap(PASSPHRASE), { passphrase: PASSPHRASE });

  it("takes a passphrase in one form, in whatever form its letters were typed", async () => {
    const typed = "Gro\u0308ße, sagte sie, ist relativ";
    const { document } = await exported(scryptUnwrap(typed.normalize("NFC")), { passphrase: typed });
    expect(document.format).toBe("vouchsafe-open-case/1");
  });

  it("opens with its passphrase, and holds the true bytes of each file under a number", async () => {
    const { file, folder, document } = await byPassphrase();
    expect(file.name).toBe(`case-${bundle.caseId.slice(0, 8)}.tar.age`);
    expect(readdirSync(folder).sort()).toEqual(["READ-ME.txt", "case.json", "files"]);
    expect(document.files.map(({ file: at }) => at)).toEqual(["files/1", "files/2"]);
    const contents = document.files.map(({ file: at }) => new Uint8Array(readFileSync(join(folder, at as string))));
    expect(contents.map((one) => toHex(sha256(one))).sort()).toEqual(FILES.map((one) => toHex(sha256(one))).sort());
  });

  it("opens with the key of a post-quantum recipient", async () => {
    const identity = Identity.generate();
    const { document } = await exported(hybridUnwrap(identity), { recipient: ` ${identity.recipient}\n` });
    expect(document.format).toBe("vouchsafe-open-case/1");
  });

  it("is sealed to no classic key, and nothing is recorded then", async () => {
    const { exporter } = await sit(house.hana);
    const organisation = { id: house.organisation, name: "Meridian Institute" };
    for (const recipient of ["age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p", "age1pq1broken", ""]) {
      const asking = { id: bundle.caseId, organisation, internal: false, lock: { recipient } };
      await expect(exporter.export(asking, server, () => {})).rejects.toMatchObject({ code: "desk/not-a-recipient" });
    }
    expect(server.asked).toEqual([]);
  });

  it("is recorded before the first byte of the case is asked for", async () => {
    await byPassphrase();
    expect(server.asked.slice(0, 2)).toEqual([
      `POST /cases/${bundle.caseId}/exports {"form":"archive"}`,
      `GET /cases/${bundle.caseId}/record`,
    ]);
    expect(server.asked.slice(2).every((path) => path.includes("/blobs/"))).toBe(true);
  });

  it("keeps what each author signed, and names who wrote or acted and nobody else", async () => {
    const { document } = await byPassphrase();
    const report = document.items.find(({ kind }) => kind === "report");
    expect(JSON.parse(report?.signed?.body ?? "")).toMatchObject({ answers: { what: "Parts left by the back door." } });
    expect(document.exported_by).toBe(house.hana.fingerprint);
    expect(document.members).toEqual([{ id: house.hana.id, name: "Hana Weiss" }]);
  });

  it("leaves internal notes out unless they are wanted", async () => {
    const without = await byPassphrase();
    expect(without.document.internal).toBe("left-out");
    expect(without.document.items.map(({ kind }) => kind)).not.toContain("note");
    server = new Server();
    const withNotes = await exported(scryptUnwrap(PASSPHRASE), { passphrase: PASSPHRASE }, true);
    expect(withNotes.document.internal).toBe("included");
    expect(withNotes.document.items.map(({ kind }) => kind)).toContain("note");
  });

  it("never holds what is kept apart, and says that it is", async () => {
    const { document } = await exported(scryptUnwrap(PASSPHRASE), { passphrase: PASSPHRASE }, true);
    expect(document.items.find(({ kind }) => kind === "identity")).toMatchObject({ unreadable: "key/apart" });
    expect(JSON.stringify(document)).not.toContain("Rana Haddad");
  });

  it("holds no receipt of a case that was handed over, and says so", async () => {
    const { reader } = await sit(house.hana);
    const current = reader.opened(bundle.caseId).read.current(KeyKind.CASE) as CurrentKey;
    const { signing } = house.hana.keys;
    const release = await sealBody(current, bundle.caseId, signing, "release", exampleBodies.release);
    server.items = [...server.items, { ...release, day: TODAY }];
    const { document } = await byPassphrase();
    expect(document.items.find(({ kind }) => kind === "release")).toMatchObject({ unreadable: "export/receipt" });
    expect(JSON.stringify(document)).not.toContain(exampleBodies.release.receipt);
  });

  it("goes without a file that does not verify or is gone, and says why", async () => {
    const [changed, gone] = [...blobs.keys()] as [string, string];
    const bytes = blobs.get(changed) as Uint8Array;
    bytes[bytes.length - 1] = (bytes.at(-1) as number) ^ 1;
    blobs.delete(gone);
    const { document, folder } = await byPassphrase();
    expect(document.files.map(({ unreadable }) => unreadable).sort()).toEqual(["blob/not-found", "vault/tampered"]);
    expect(readdirSync(folder)).not.toContain("files");
  });

  it("is not given out when a line drops in the middle of a file", async () => {
    server.stream = () => Promise.reject(new ApiError("network/unreachable", "Gone.", 0));
    await expect(byPassphrase()).rejects.toMatchObject({ code: "network/unreachable" });
  });
});

describe("the record in an archive", () => {
  const asked = () => exported(scryptUnwrap(PASSPHRASE), { passphrase: PASSPHRASE });

  it("is waited for until the export itself is in it", async () => {
    server.waiting = 1;
    const { document } = await asked();
    expect(server.asked.filter((path) => path.endsWith("/record"))).toHaveLength(2);
    expect(document.record.entries.map(({ leaf }) => JSON.parse(leaf).tag)).toEqual(["case:archived"]);
  });

  it.each<[string, (record: ProvenRecord) => ProvenRecord]>([
    ["changed", (record) => withLeaf(record, (leaf) => leaf.replace("archived", "opened"))],
    ["of another case", (record) => withLeaf(record, (leaf) => leaf.replace(bundle.caseId, house.channel))],
    ["no entry at all", (record) => withLeaf(record, () => "{")],
    ["under another checkpoint", (record) => ({ ...record, checkpoint: record.checkpoint.replace("\n4\n", "\n5\n") })],
  ])("is not passed on when it is %s", async (_name, damage) => {
    server.damage = damage;
    await expect(asked()).rejects.toMatchObject({ code: "desk/record-not-proven" });
  });
});

function withLeaf(record: ProvenRecord, change: (leaf: string) => string): ProvenRecord {
  return { ...record, entries: record.entries.map((entry) => ({ ...entry, leaf: change(entry.leaf) })) };
}

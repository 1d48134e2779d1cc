/**
 * A report door for tests: real HTTP on loopback, one case in memory, and every trick that a server could play.
 *
 * Not part of the client.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { TUS } from "../common/api";
import type { Contact } from "../common/definition";
import { newId, toBase64, toHex } from "../vault/bytes";
import { CHANNEL, type Chain } from "../vault/cast";
import { parseEntry } from "../vault/directoryEntry";
import { sha256 } from "../vault/primitives";
import type { BundleJson } from "../vault/report";
import type { RotationJson } from "../vault/rotation";
import type { GrantJson, ItemJson } from "../vault/wire";
import type { Deadline } from "./mailView";
import type { Errand } from "./proof";
import { challengeFor, paidFor } from "./toll";

export const DAY = "2026-02-03";

interface Upload {
  size: number;
  bytes: Buffer;
}

export interface MailboxAnswer {
  case: string;
  room: boolean;
  state: string;
  received_on: string;
  opened_on: string | null;
  acknowledged_on: string | null;
  clocks: Deadline[];
  turn_elsewhere: boolean;
  authorities: Contact[];
  contest: { possible: boolean; asked_on: string | null; upheld_on: string | null };
  erase_on: string | null;
  clock: { acknowledgement: { due: string; missed: boolean }; answer: { due: string; missed: boolean } };
  sealed_by: string;
  channel: { id: string; slug: string };
  definition: object;
  grants: Pick<GrantJson, "key_kind" | "generation" | "sealed">[];
  items: (ItemJson & { day: string; read: boolean })[];
  blobs: object[];
  directory: { entries: string[]; cards: string[] };
}

type Handler = (request: IncomingMessage, body: Buffer, match: RegExpMatchArray) => Answer | Promise<Answer>;
type Routes = [RegExp, Handler][];
type Answer = { status: number; json?: unknown; bytes?: Buffer; headers?: Record<string, string> };

export class Door {
  /** Every request line in order, such as "PUT /cases". */
  readonly asked: string[] = [];
  /** The bodies that were sent to /cases, as they came. */
  readonly bundles: Buffer[] = [];
  readonly uploads = new Map<string, Upload>();
  stored: { id: string; hash: string; bundle: BundleJson } | null = null;
  items: (ItemJson & { day: string })[] = [];
  /** How many of the coming answers are lost after the work was done; challenges arrive. */
  losing = 0;
  /** How many of the coming reports are answered that no database is there; none of them is stored. */
  away = 0;
  /** How many of the coming proofs of work are not taken. */
  refusing = 0;
  /** What the next report that is stored is answered, in place of the truth. */
  lie: Answer | null = null;
  /** After how many bytes of an upload the line drops, for good. */
  dropping = Number.POSITIVE_INFINITY;
  definition: object = {};
  /** Whom the server names as readers. */
  readers: { id: string; name: string }[] = [];
  /** How many items lay there when a handler last opened the case. */
  read = 0;
  /** What a cheating server does to the mailbox. */
  cheat: (answer: MailboxAnswer) => MailboxAnswer = (answer) => answer;

  private constructor(
    private readonly server: Server,
    public chain: Chain,
  ) {}

  static async open(chain: Chain): Promise<Door> {
    const server = createServer();
    const door = new Door(server, chain);
    server.on("request", (request, response) => door.serve(request, response));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return door;
  }

  get address(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/api/v1/harbour`;
  }

  close(): Promise<unknown> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(resolve));
  }

  private readonly routes: Routes = [
    [/^GET .*\/directory$/, () => ({ status: 200, json: this.directory })],
    [/^GET .*\/readers\/.*$/, () => ({ status: 200, json: { readers: this.readers } })],
    [/^POST .*\/challenges\/(report|upload)$/, (_, body, [, kind]) => this.challenge(kind, body)],
    [/^POST .*harbour\/uploads$/, (request) => this.sell(request)],
    [/^POST .*\/mailbox\/uploads$/, (request) => this.announce(Number(request.headers["upload-length"]))],
    [
      /^(HEAD|PATCH|DELETE) \/uploads\/(.+)$/,
      (request, body, [, method, id]) => this.upload(method, id as string, request, body),
    ],
    [/^PUT .*\/cases\/(.+)$/, (request, body, [, id]) => this.put(id as string, request, body)],
    [/^POST .*\/mailbox$/, (_, body) => this.mailbox(body)],
    [/^POST .*\/mailbox\/items$/, (_, body) => this.write(body)],
    [/^POST .*\/mailbox\/rotation$/, (_, body) => this.rotate(body)],
    [/^POST .*\/mailbox\/blobs\/(.+)$/, (_, __, [, id]) => this.blob(id as string)],
  ];

  private get directory() {
    return { entries: this.chain.entries.map(toBase64), cards: this.chain.cards.map(toBase64) };
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const line = `${request.method} ${request.url}`;
    this.asked.push(
      `${request.method} ${request.url?.replace("/api/v1/harbour", "").split("/").slice(0, 2).join("/")}`,
    );
    for (const [pattern, handle] of this.routes) {
      const match = line.match(pattern);
      if (!match) continue;
      const { status, json, bytes, headers = {} } = await handle(request, Buffer.concat(parts), match);
      if (this.losing > 0 && request.method !== "GET" && !line.includes("/challenges/")) {
        this.losing -= 1;
        request.socket.destroy();
        return;
      }
      response.writeHead(status, json ? { "content-type": "application/json" } : headers);
      response.end(bytes ?? (json ? JSON.stringify(json) : undefined));
      return;
    }
    response.writeHead(404).end();
  }

  private announce(size: number): Answer {
    const id = newId();
    this.uploads.set(id, { size, bytes: Buffer.alloc(0) });
    return { status: 201, json: { blob: id, location: `/uploads/${id}` } };
  }

  private async challenge(kind: string | undefined, body: Buffer): Promise<Answer> {
    return { status: 201, json: await challengeFor({ for: kind, ...JSON.parse(body.toString()) } as Errand) };
  }

  /** Whether a request pays for `errand`; else what it is answered. */
  private async unpaid(request: IncomingMessage, errand: Partial<Errand>): Promise<Answer | null> {
    const header = request.headers["vouchsafe-proof"];
    if (header === undefined) return refusal(428, "proof/missing");
    const paid = (await paidFor(header)) ?? {};
    const fits = Object.entries(errand).every(([name, value]) => paid[name as keyof typeof paid] === value);
    if (fits && this.refusing === 0) return null;
    this.refusing = Math.max(0, this.refusing - 1);
    return refusal(403, "proof/wrong");
  }

  private async sell(request: IncomingMessage): Promise<Answer> {
    const length = Number(request.headers["upload-length"]);
    const errand = { for: "upload", channel: CHANNEL, length } as const;
    return (await this.unpaid(request, errand)) ?? this.announce(length);
  }

  private upload(method: string | undefined, id: string, request: IncomingMessage, body: Buffer): Answer {
    const upload = this.uploads.get(id);
    if (!upload) return { status: 404 };
    if (method === "DELETE") {
      this.uploads.delete(id);
      return { status: 204, headers: TUS };
    }
    if (method === "PATCH") {
      if (Number(request.headers["upload-offset"]) !== upload.bytes.length) return { status: 409 };
      upload.bytes = Buffer.concat([upload.bytes, body]);
      if (upload.bytes.length > this.dropping) this.losing = Number.POSITIVE_INFINITY;
    }
    const headers = { ...TUS, "upload-offset": String(upload.bytes.length) };
    return { status: method === "PATCH" ? 204 : 200, headers: { ...headers, "upload-length": String(upload.size) } };
  }

  private async put(id: string, request: IncomingMessage, body: Buffer): Promise<Answer> {
    this.bundles.push(body);
    const hash = toHex(sha256(body));
    const bundle = JSON.parse(body.toString()) as BundleJson;
    if (this.stored) {
      return this.stored.hash === hash ? this.received(id) : refusal(409, "bundle/case-exists");
    }
    const unpaid = await this.unpaid(request, { for: "report", channel: CHANNEL, case: id });
    if (unpaid) return unpaid;
    if (this.away > 0) {
      this.away -= 1;
      return refusal(503, "database/away");
    }
    const head = parseEntry(this.chain.entries.at(-1) as Uint8Array);
    if (bundle.directory !== toHex(head.hash)) return refusal(409, "bundle/directory-outdated");
    this.stored = { id, hash, bundle };
    this.items = bundle.items.map((item) => ({ ...item, day: DAY }));
    const { lie } = this;
    this.lie = null;
    return lie ?? this.received(id);
  }

  private received(id: string): Answer {
    return { status: 201, json: { case: id, received_on: DAY } };
  }

  private mailbox(body: Buffer): Answer {
    const { lookup_token: token } = JSON.parse(body.toString()) as { lookup_token: string };
    const hash = toHex(sha256(Buffer.from(token, "base64")));
    if (!this.stored || this.stored.bundle.receipt_hash !== hash) return refusal(404, "mailbox/not-found");
    const grants = this.stored.bundle.grants.filter((grant) => grant.holder === "receipt");
    return {
      status: 200,
      json: this.cheat({
        case: this.stored.id,
        room: false,
        state: "received",
        received_on: DAY,
        opened_on: this.read > 0 ? DAY : null,
        acknowledged_on: null,
        clocks: [
          {
            matter: "acknowledge",
            due: "2026-02-10",
            met: null,
            missed: true,
            paused: false,
            still: false,
            extended: false,
          },
          {
            matter: "feedback",
            due: "2026-05-10",
            met: null,
            missed: false,
            paused: false,
            still: false,
            extended: false,
          },
        ],
        turn_elsewhere: true,
        authorities: [],
        contest: { possible: false, asked_on: null, upheld_on: null },
        erase_on: null,
        clock: { acknowledgement: { due: "2026-02-10", missed: true }, answer: { due: "2026-05-10", missed: false } },
        sealed_by: "client",
        channel: { id: CHANNEL, slug: "hotline" },
        definition: this.definition,
        grants: grants.map(({ key_kind, generation, sealed }) => ({ key_kind, generation, sealed })),
        items: this.items.map((item, at) => ({ ...structuredClone(item), read: at < this.read })),
        blobs: [],
        directory: this.directory,
      }),
    };
  }

  private write(body: Buffer): Answer {
    const { items } = JSON.parse(body.toString()) as { items: ItemJson[] };
    const fresh = items.filter((item) => !this.items.some((one) => one.id === item.id));
    this.items.push(...fresh.map((item) => ({ ...item, day: DAY })));
    return { status: 201, json: {} };
  }

  private rotate(body: Buffer): Answer {
    const { stored } = this;
    const sent = JSON.parse(body.toString()) as RotationJson;
    const hash = toHex(sha256(Buffer.from(sent.lookup_token, "base64")));
    if (stored?.bundle.receipt_hash === hash) {
      this.items.push({ ...sent.item, day: DAY });
      const others = stored.bundle.grants.filter((grant) => grant.holder !== "receipt");
      stored.bundle = { ...stored.bundle, receipt_hash: sent.receipt_hash, grants: [...others, ...sent.grants] };
    }
    const done = stored?.bundle.receipt_hash === sent.receipt_hash && this.items.some(({ id }) => id === sent.item.id);
    return done ? { status: 201, json: { case: stored.id } } : refusal(404, "mailbox/not-found");
  }

  private blob(id: string): Answer {
    const upload = this.uploads.get(id);
    return upload ? { status: 200, bytes: upload.bytes } : refusal(404, "blob/not-found");
  }
}

export function refusal(status: number, code: string): Answer {
  return { status, json: { error: { code, message: "Refused." } } };
}

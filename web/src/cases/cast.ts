/** A desk's server for tests, and a report to it; no network. */
import type { Definition } from "../common/definition";
import { deskOf, type Holder, type House } from "../people/cast";
import { MemoryStore } from "../people/store";
import { fromBase64 } from "../vault/bytes";
import { verifyChain } from "../vault/directory";
import { Receipt } from "../vault/receipt";
import { type Bundle, ReportSealer } from "../vault/report";
import { CaseReader, hashOfDefinition } from "./reading";
import type { CaseAnswer, WireGrant, WireItem } from "./wire";
import { type Addition, CaseWriter, type NewKey } from "./writing";

export const DEFINITION: Definition = {
  name: { en: "Integrity and security" },
  categories: [],
  questionnaire: { fields: [{ id: "what", kind: "long", label: { en: "What happened?" } }] },
};
/** What the desk says of a case that has no outcome. */
export const NOT_CONCLUDED = {
  outcome: "",
  category: "",
  conclusion: null,
  concluded_on: null,
  contested_on: null,
  upheld_on: null,
  erase_due: null,
  may_answer: false,
} as const;
export const TODAY = "2026-11-22";

/** A server that keeps what it is given; tests make it lie. */
export class Server {
  items: WireItem[];
  keys = new Map<string, WireGrant[]>();

  constructor(
    readonly of: Bundle,
    readonly house: House,
    readonly isRoom = false,
  ) {
    this.items = of.json.items.map((item) => ({ ...item, day: TODAY }));
    for (const grant of of.json.grants) this.keys.set(grant.holder, [grant]);
  }

  answerFor(who: Holder): CaseAnswer {
    return {
      case: {
        id: this.of.caseId,
        channel: this.house.channel,
        state: "received",
        received_on: TODAY,
        sealed_by: "browser",
        definition_version: 1,
        is_test: false,
        is_room: this.isRoom,
        excluded: [],
        rekey_due: false,
        held_until: null,
        recording_article: null,
        ...NOT_CONCLUDED,
        entitled: this.house.people.map(({ fingerprint }) => fingerprint),
      },
      definition: DEFINITION,
      grants: this.keys.get(who.fingerprint) ?? [],
      items: this.items,
      blobs: [],
    };
  }

  add({ items }: Addition): void {
    this.items = [...this.items, ...items.map((item) => ({ ...item, day: TODAY }))];
  }

  store({ key_kind, generation, grants }: NewKey): void {
    for (const { holder, sealed } of grants) {
      this.keys.set(holder, [...(this.keys.get(holder) ?? []), { key_kind, generation, sealed }]);
    }
  }
}

/** A report to the house's channel, sealed today. */
export async function reported(house: House, answers: Record<string, string>): Promise<Bundle> {
  const { entries, cards } = house.answer;
  const directory = await verifyChain(
    entries.map((entry) => fromBase64(entry)),
    cards.map((card) => fromBase64(card)),
  );
  const questionnaire = { version: 1, sha256: hashOfDefinition(DEFINITION) };
  const sealer = new ReportSealer({ receipt: Receipt.generate(), directory, channel: house.channel, questionnaire });
  return sealer.finish({ answers, title: "Missing parts", sentOn: TODAY });
}

/** Somebody at their desk with the case open; `read` reads it as the server tells it then. */
export async function sitDown(who: Holder, server: Server) {
  const { own, keeper, store } = await deskOf(who, server.house, new MemoryStore());
  const reader = new CaseReader(store, own, keeper);
  const writer = new CaseWriter(own, keeper, reader, () => TODAY);
  const read = () => reader.read(server.answerFor(who));
  await read();
  return { own, reader, writer, read };
}

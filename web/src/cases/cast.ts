/** A desk's server for tests, and a report to it; no network. */
import type { Definition } from "../common/definition";
import type { Holder, House } from "../people/cast";
import type { Bundle } from "../vault/report";
import type { CaseAnswer, WireGrant, WireItem } from "./wire";
import type { Addition, NewKey } from "./writing";

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
        excluded: [],
        rekey_due: false,
        held_until: null,
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

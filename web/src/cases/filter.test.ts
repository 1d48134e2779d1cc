import { describe, expect, it } from "vitest";
import { type Listed, matching } from "./filter";

function listed(title: Listed["title"]): Listed {
  const row = {
    id: "",
    channel: "",
    state: "received",
    received_on: "",
    sealed_by: "browser",
    is_test: false,
    excluded: [],
    rekey_due: false,
    contested: false,
    title: null,
    grants: [],
  } as const;
  return { row, title };
}

const parts = listed({ title: "Missing Parts in the Übungslabor", urgent: false });
const fraud = listed({ title: "Invoices that nobody ordered", urgent: true });
const broken = listed({ reason: "vault/tampered" });

describe("the inbox's filter", () => {
  it("finds titles by all of their words, whatever the case and accents", () => {
    expect(matching([parts, fraud], "ubungslabor missing")).toEqual([parts]);
    expect(matching([parts, fraud], "missing invoices")).toEqual([]);
  });

  it("shows everything, the unreadable too, when nothing is typed", () => {
    expect(matching([parts, broken, listed(undefined)], "  ")).toHaveLength(3);
    expect(matching([broken], "x")).toEqual([]);
  });
});

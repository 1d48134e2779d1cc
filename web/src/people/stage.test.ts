import { describe, expect, it } from "vitest";
import { type Me, stageOf } from "./stage";
import type { TrustView } from "./trust";

const key = { card: "", key_file: "", fingerprint: "", listed: true, proven: true };

function member(roles: string[], rest: Partial<Me> = {}): Me {
  return {
    member: { id: "1", name: "Hana Weiss", email: "hana@meridian.example" },
    organisation: {
      id: "2",
      name: "Meridian Institute",
      slug: "meridian",
      second_factor_required: false,
      passkeys_only: false,
    },
    roles: roles.map((role) => ({ role, channel: null })),
    key,
    channels: [],
    languages: [{ code: "en", name: "English" }],
    needs_setup: false,
    ...rest,
  };
}

const trust = (part: Partial<TrustView>): TrustView => ({
  state: "known",
  code: "",
  rootWords: [],
  entries: 1,
  cards: [],
  ownWords: [],
  sheetUses: [],
  listed: true,
  ...part,
});

describe("what the desk shows a member", () => {
  it("is key making, then unlocking, then work", () => {
    expect(stageOf(member(["handler"], { key: null }), false, null)).toBe("make-key");
    expect(stageOf(member(["handler"]), false, null)).toBe("unlock");
    expect(stageOf(member(["handler"]), true, trust({}))).toBe("open");
  });

  it("is trying the recovery kit before anything else that takes a key", () => {
    const unproven = { key: { ...key, proven: false } };
    expect(stageOf(member(["handler"], unproven), false, null)).toBe("unlock");
    expect(stageOf(member(["handler"], unproven), true, trust({}))).toBe("kit");
    expect(stageOf(member(["handler", "administrator"], { ...unproven, needs_setup: true }), true, null)).toBe("kit");
  });

  it("is a loud stop when the directory is refused, even where set-up is claimed to be missing", () => {
    const refused = trust({ state: "refused", listed: false });
    expect(stageOf(member(["handler"]), true, refused)).toBe("refused");
    expect(stageOf(member(["handler", "administrator"], { needs_setup: true }), true, refused)).toBe("refused");
  });

  it("believes the verified directory about who is listed, not the server's word", () => {
    expect(stageOf(member(["coordinator"]), true, trust({ listed: false }))).toBe("waiting");
    expect(stageOf(member(["coordinator"]), true, null)).toBe("waiting");
  });

  it("is set-up for an administrator only, after their own key where they need one", () => {
    const missing = { needs_setup: true };
    expect(stageOf(member(["administrator"], { ...missing, key: null }), false, null)).toBe("setup");
    expect(stageOf(member(["administrator", "handler"], { ...missing, key: null }), false, null)).toBe("make-key");
    expect(stageOf(member(["handler"], missing), true, trust({ state: "none", listed: false }))).toBe("waiting");
    expect(stageOf(member(["overseer"], { ...missing, key: null }), false, null)).toBe("landing");
  });

  it("asks no key of administrators and overseers", () => {
    expect(stageOf(member(["administrator"], { key: null }), false, null)).toBe("landing");
    expect(stageOf(member(["overseer"], { key: null }), false, null)).toBe("landing");
  });
});

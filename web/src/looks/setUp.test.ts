import { describe, expect, it } from "vitest";
import type { Me } from "../people/stage";
import { nextStep, setUpSteps, slugOf } from "./setUp";

const founder: Me = {
  member: { id: "1", name: "Nadia Haddad", email: "nadia@harbour.example" },
  organisation: {
    id: "2",
    name: "Harbour Authority",
    slug: "harbour",
    second_factor_required: false,
    passkeys_only: false,
  },
  roles: [
    { role: "administrator", channel: null },
    { role: "handler", channel: null },
  ],
  key: null,
  channels: [],
  languages: [{ code: "en", name: "English" }],
  needs_setup: true,
};
const key = { card: "", key_file: "", fingerprint: "", listed: true, proven: true };
const channels = [{ id: "3", slug: "integrity", name: "Integrity" }];

describe("setting up", () => {
  it("goes on with the first thing that is not done", () => {
    const at = (me: Partial<Me>, members: number) => nextStep(setUpSteps({ ...founder, ...me }, members));
    expect(at({}, 1)).toBe("key");
    expect(at({ key: { ...key, proven: false } }, 1)).toBe("key");
    expect(at({ key }, 1)).toBe("sheets");
    expect(at({ key, needs_setup: false }, 1)).toBe("channel");
    expect(at({ key, needs_setup: false, channels }, 1)).toBe("colleague");
    expect(at({ key, needs_setup: false, channels }, 2)).toBe("poster");
  });

  it("asks for no key of who holds none", () => {
    const steps = setUpSteps({ ...founder, roles: [{ role: "administrator", channel: null }] }, 1);
    expect(steps.map(({ name }) => name)).toEqual(["sheets", "channel", "colleague", "poster"]);
  });

  it("makes a name for addresses of any title", () => {
    expect(slugOf("Breaches of law (EU whistleblowing)")).toBe("breaches-of-law");
    expect(slugOf("Intégrité")).toBe("inte-grite");
    expect(slugOf("النزاهة")).toBe("report");
  });
});

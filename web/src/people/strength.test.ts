import { describe, expect, it } from "vitest";
import { generatePassphrase } from "../vault/passphrase";
import { assess, demandStrength } from "./strength";

const KNOWN = ["Hana Weiss", "hana@meridian.example", "Meridian Institute"];

describe("a passphrase of one's own", () => {
  it.each([
    "",
    "correcthorse",
    "Passw0rd!2026",
    "qwertzuiopasdfgh",
    "1234567890123456",
    "hana weiss meridian institute",
    "vouchsafe-meridian-hana",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaa",
  ])("is refused while it is easy to guess: %s", (passphrase) => {
    expect(assess(passphrase, KNOWN).level).toBe("refused");
    expect(() => demandStrength(passphrase, KNOWN)).toThrow(expect.objectContaining({ code: "desk/weak-passphrase" }));
  });

  it("is taken when it is hard to guess, and six drawn words always are", () => {
    expect(assess("the grey heron dislikes escalators", KNOWN).level).not.toBe("refused");
    for (let i = 0; i < 20; i++) expect(assess(generatePassphrase(), KNOWN).level).toBe("good");
    demandStrength("the grey heron dislikes escalators", KNOWN);
  });

  it("counts what others know of its owner for nothing", () => {
    const name = "Hana Weiss Meridian";
    expect(assess(name, KNOWN).guesses).toBeLessThan(assess(name, []).guesses);
  });
});

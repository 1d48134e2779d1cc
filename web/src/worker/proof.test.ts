import type { Challenge, Payload } from "altcha-lib/types";
import { describe, expect, test } from "vitest";
import { type Errand, solve } from "./proof";
import { challengeFor, MOST, paidFor } from "./toll";

const errand: Errand = { for: "report", channel: "a channel", case: "a case" };
const said = (header: string) => JSON.parse(Buffer.from(header, "base64").toString()) as Payload;

describe("a challenge", () => {
  test("is solved wherever its answer lies, and the proof says what it pays for", async () => {
    for (const counter of [0, 3, MOST - 1]) {
      expect(await paidFor(await solve(await challengeFor(errand, counter)))).toMatchObject(errand);
    }
  });

  test("tells how far the work is, and never backwards", async () => {
    const shares: number[] = [];
    await solve(await challengeFor(errand), { progress: (share) => shares.push(share) });
    expect(shares[0]).toBe(0);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares.at(-1)).toBeLessThanOrEqual(1);
  });

  test("solved says nothing of the device: neither how long it took nor anything else", async () => {
    const { solution } = said(await solve(await challengeFor(errand)));
    expect(Object.keys(solution)).toEqual(["counter", "derivedKey"]);
  });

  test("that is no longer wanted is left", async () => {
    const control = new AbortController();
    const solving = solve(await challengeFor(errand), {
      progress: () => control.abort(new Error("removed")),
      signal: control.signal,
    });
    await expect(solving).rejects.toThrow("removed");
  });

  test.each<[string, Partial<Challenge["parameters"]>]>([
    ["that would take for ever", { cost: 1e9 }],
    ["of endless tries", { data: { most: 1e12 } }],
    ["that does not say how many tries", { data: {} }],
    ["of another algorithm", { algorithm: "SCRYPT" }],
    ["whose answer lies beyond what it says", { keyPrefix: "00".repeat(16) }],
    ["that is damaged", { salt: "x" }],
  ])("%s is not worked on", async (_, change) => {
    const { parameters, ...rest } = await challengeFor(errand);
    const changed = { ...rest, parameters: { ...parameters, ...change } };
    await expect(solve(changed)).rejects.toMatchObject({ code: "proof/senseless" });
  });
});

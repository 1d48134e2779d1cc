import { expect, test } from "vitest";
import { checkBrowser } from "./browserCheck";

test("this machine's own cryptography, as far as it goes, agrees with plain script", async () => {
  const { keys, cipher } = await checkBrowser();
  expect([typeof keys, typeof cipher]).toEqual(["boolean", "boolean"]);
});

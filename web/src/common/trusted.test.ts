import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { trustedScript } from "./trusted";

beforeEach(() => vi.stubGlobal("location", new URL("http://report.localhost:8000/en/meridian/integrity/report/")));
afterEach(() => vi.unstubAllGlobals());

test("a script of this release is trusted, whole", () => {
  const address = "/static/client/assets/worker-1a2b3c4d.js";
  expect(trustedScript(address)).toBe(`http://report.localhost:8000${address}`);
});

test("nothing else becomes code: other origins, other folders, and ways out of the folder", () => {
  for (const address of [
    "https://evil.example/static/client/worker.js",
    "//evil.example/static/client/worker.js",
    "/uploads/worker.js",
    "/static/client/../../uploads/worker.js",
    "data:text/javascript,alert(1)",
    "blob:http://report.localhost:8000/static/client/1",
    "javascript:alert(1)",
  ]) {
    expect(() => trustedScript(address)).toThrow(TypeError);
  }
});

import { expect, test } from "vitest";
import { WorkerError } from "../worker/rpc";
import { findingFor, reasonFor } from "./findings";
import { isDistrust, mayHaveArrived, sentenceFor } from "./sentences";

const error = (code: string) => new WorkerError({ code, message: "for developers", detail: {} });

test("every code that the vault, the server or the network gives has a sentence of its own", () => {
  const codes = [
    "network/unreachable",
    "network/answer-lost",
    "network/unexpected-answer",
    "mailbox/not-found",
    "receipt/length",
    "receipt/symbol",
    "receipt/mendable",
    "receipt/wrong",
    "vault/refused",
    "vault/tampered",
    "directory/root-mismatch",
    "directory/not-descendant",
    "thread/no-key",
    "upload/refused",
    "upload/too-large",
    "bundle/questionnaire-outdated",
    "client/worker-failed",
  ];
  for (const code of codes) {
    const sentence = sentenceFor(error(code));
    expect(sentence).not.toContain(code);
    expect(sentence).toMatch(/\.$/);
  }
});

test("an unknown code is shown, so that it can be told on, and never the developers' message", () => {
  expect(sentenceFor(error("bundle/odd"))).toContain("bundle/odd");
  expect(sentenceFor(error("bundle/odd"))).not.toContain("for developers");
  expect(sentenceFor(new TypeError("x is undefined"))).toContain("client/fault");
});

test("only what concerns keys and verification stops the page", () => {
  for (const code of ["directory/broken-chain", "directory/other-organisation", "vault/tampered", "thread/no-key"]) {
    expect(isDistrust(error(code))).toBe(true);
  }
  for (const code of ["network/unreachable", "bundle/limit", "upload/refused", "receipt/wrong"]) {
    expect(isDistrust(error(code))).toBe(false);
  }
});

test("what was sent may have arrived where no answer came or the server failed, and not where it refused", () => {
  const answered = (code: string, status: number) => new WorkerError({ code, message: "", detail: { status } });
  expect(mayHaveArrived(error("network/answer-lost"))).toBe(true);
  expect(mayHaveArrived(answered("database/away", 503))).toBe(true);
  expect(mayHaveArrived(answered("mailbox/not-found", 404))).toBe(false);
  expect(mayHaveArrived(error("thread/no-key"))).toBe(false);
});

test("every finding and every reason is a plain sentence without its code", () => {
  const findings =
    "report-missing case-mismatch directory-unknown unknown-recipient sealed-to-mismatch part-missing gap order duplicate-item " +
    "succession-fork foreign-author grant-invalid desk-key-not-from-colleague key-replaced pinned-key-missing";
  for (const code of findings.split(" ")) expect(findingFor(code)).not.toContain(`(${code})`);
  const reasons =
    "vault/wrong-key vault/tampered vault/malformed vault/unsupported key/missing key/apart author/not-allowed report/not-this-case " +
    "item/duplicate";
  for (const code of reasons.split(" ")) expect(reasonFor(code)).not.toContain(`(${code})`);
});

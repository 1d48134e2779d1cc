import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concat } from "../../vault/bytes";
import { tarEnd, tarHeader, tarPadding } from "./tar";

function tarOf(files: readonly Uint8Array[]): Uint8Array {
  const parts = files.flatMap((content, at) => [
    tarHeader(`files/${at + 1}`, content.length),
    content,
    tarPadding(content.length),
  ]);
  return concat(...parts, tarEnd());
}

describe("tar", () => {
  it("is unpacked by the system's tar, whatever the sizes", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 1200 }), { maxLength: 4 }), (files) => {
        const folder = mkdtempSync(join(tmpdir(), "tar-"));
        execFileSync("tar", ["-x", "-C", folder], { input: tarOf(files) });
        files.forEach((content, at) => {
          expect(new Uint8Array(readFileSync(join(folder, "files", `${at + 1}`)))).toEqual(content);
        });
      }),
      { numRuns: 20 },
    );
  });

  it("tells sizes up to 8 GiB", () => {
    const listed = execFileSync("tar", ["-tv"], { input: concat(tarHeader("files/1", 0), tarEnd()) }).toString();
    expect(listed).toMatch(/^-rw------- 0\/0 +0 1970-01-01/);
    expect(new TextDecoder().decode(tarHeader("files/1", 2 ** 31).subarray(124, 135))).toBe("20000000000");
    expect(() => tarHeader("files/1", 8 ** 11)).toThrow("8 GiB");
  });

  it.each(["", "/etc/passwd", "../up", "files/../../up", "a\0b", "אבג", "x".repeat(100)])(
    "refuses the name %j",
    (name) => {
      expect(() => tarHeader(name, 0)).toThrow("short and plain");
    },
  );
});

import { describe, expect, it } from "vitest";
import { readableSize } from "./sizes";

describe("a file's size", () => {
  it("is rounded to what a person reads, in their language", () => {
    expect(readableSize(0, "en")).toBe("0 bytes");
    expect(readableSize(999, "en")).toBe("999 bytes");
    expect(readableSize(1240, "en")).toBe("1.2 kB");
    expect(readableSize(1240, "de")).toBe("1,2 kB");
    expect(readableSize(2_000_000_000, "en")).toBe("2 GB");
    expect(readableSize(2_000_000, "ar")).not.toContain("MB");
  });
});

import { describe, expect, it } from "vitest";
import { contrastText } from "./contrast";

describe("a contrast", () => {
  it("is cut and not rounded up to what is enough", () => {
    expect(contrastText(4.4999, "en")).toBe("4.49");
    expect(contrastText(4.5, "en")).toBe("4.50");
  });

  it("is written as the page's language writes numbers", () => {
    expect(contrastText(1.078, "de")).toBe("1,07");
  });
});

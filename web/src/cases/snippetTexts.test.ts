/** In which language an answer is offered first. */
import { afterEach, describe, expect, test, vi } from "vitest";
import { ownLanguages } from "./snippetTexts";

afterEach(() => vi.unstubAllGlobals());

describe("texts are offered first in the language", () => {
  test.each([
    ["of Arabic letters", "de", "دُفعت الفاتورة مرتين.", ["ar", "de"]],
    ["of Chinese characters", "de", "发票付了两次。", ["zh-hans", "de"]],
    ["of Chinese characters, once", "zh-hans", "发票付了两次。", ["zh-hans"]],
    ["of the page, for Japanese", "en", "請求書は二回支払われた。", ["en"]],
    ["of the page, for Latin letters", "fr", "La facture a été payée deux fois.", ["fr"]],
    ["English, where the page names none", "", "", ["en"]],
  ])("%s", (_, lang, written, languages) => {
    vi.stubGlobal("document", { documentElement: { lang } });
    expect(ownLanguages(written)).toEqual(languages);
  });
});

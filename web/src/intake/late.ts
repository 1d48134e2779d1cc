/** What a form needs late or never (files, a recording, the receipt) brings its style and its texts, loaded once. */

import { find, make } from "../common/dom";
import { loadCatalogue } from "../common/i18n";

let loaded: Promise<unknown> | null = null;

/** Rejects when the server does not answer; the next call asks again. A page that has all from the start names none. */
export async function loadLate(): Promise<void> {
  const { lateStyle, lateTexts } = find("main").dataset;
  loaded ??= Promise.all([lateStyle && loadStyle(lateStyle), lateTexts && loadCatalogue(lateTexts)]);
  await loaded.catch((error) => {
    loaded = null;
    throw error;
  });
}

async function loadStyle(address: string): Promise<void> {
  const link = make("link", { rel: "stylesheet", href: address });
  const answered = new Promise((resolve, reject) => {
    link.addEventListener("load", resolve);
    link.addEventListener("error", reject);
  });
  document.head.append(link);
  await answered.catch((error) => {
    link.remove();
    throw error;
  });
}

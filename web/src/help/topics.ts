/** Which help fits what is shown. A page is an element, and so is a panel: its name is the topic. Pure but for reading names. */
import type { CasePart } from "../cases/router";
import sections from "./sections.json";

export type Topic = keyof typeof sections;

/** A panel on the page, under the heading that it has there. */
export interface PanelHelp {
  readonly topic: Topic;
  readonly heading: string;
}

/** The topic of a page's heading: the innermost element around it that has one; `part` is that of a case. */
export function topicOf(heading: Element | null, part: CasePart | null): Topic {
  for (let at = heading; at !== null; at = at.parentElement) {
    const name = at.localName === "desk-case" ? `desk-case/${part}` : at.localName;
    if (isTopic(name)) return name;
  }
  return "vouchsafe-desk";
}

/** The panels of a case's part that are shown, in their order. One without help is an error that a test finds. */
export function panelsIn(page: ParentNode): PanelHelp[] {
  const shown = [...page.querySelectorAll(".desk-columns__main > *")].filter((one) => one.localName.includes("-"));
  return shown.flatMap((panel) => {
    const heading = panel.querySelector("h2")?.textContent?.trim() ?? "";
    return isTopic(panel.localName) && heading !== "" ? [{ topic: panel.localName, heading }] : [];
  });
}

/** Where the site says more of it; "" where the desk leads to no site. */
export function addressOf(site: string, topic: Topic): string {
  return site === "" ? "" : `${site}${sections[topic]}`;
}

function isTopic(name: string): name is Topic {
  return Object.hasOwn(sections, name);
}

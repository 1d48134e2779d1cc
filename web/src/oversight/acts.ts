/** Acts of the record in words. A sentence's places ({who}, {case}, …) are filled by the page, with links or bare. */
import { stateName } from "../cases/texts";
import type { CaseState } from "../cases/wire";
import { t } from "../common/i18n";
import type { Me } from "../people/stage";
import { channelName, roleName } from "../people/texts";
import type { Act } from "./wire";

/** What a sentence names. `whole` is the id that a shortened one stands for. */
export interface Part {
  readonly text: string;
  readonly whole?: string;
  readonly kind: "person" | "case" | "word";
}

/** What kind of act a tag stands for, as a choice in a list. */
export function actName(tag: string): string {
  return Object.hasOwn(texts(), tag) ? ((texts()[tag] as readonly string[])[0] as string) : tag;
}

/** An act's sentence with its places, and what goes into them. An act of a release to come is told by its tag. */
export function actSentence(
  act: Act,
  me: Me,
  names: ReadonlyMap<string, string>,
): { text: string; parts: Readonly<Record<string, Part>> } {
  const known = Object.hasOwn(texts(), act.tag) ? (texts()[act.tag] as readonly string[])[1] : undefined;
  return { text: known ?? t("{who}: {act}"), parts: partsOf(act, me, names) };
}

/** The sentence as plain text, with whole ids, for a table. */
export function plainSentence(act: Act, me: Me, names: ReadonlyMap<string, string>): string {
  const { text, parts } = actSentence(act, me, names);
  return text.replace(/\{(\w+)\}/g, (place, name: string) => parts[name]?.whole ?? parts[name]?.text ?? place);
}

/** Whoever acted: a member's name, or the server itself. */
export function actorName(act: Act, names: ReadonlyMap<string, string>): string {
  return act.actor === null ? t("The server") : (names.get(act.actor) ?? t("Somebody unknown"));
}

function partsOf(act: Act, me: Me, names: ReadonlyMap<string, string>): Record<string, Part> {
  const parts: Record<string, Part> = {
    who: { text: actorName(act, names), kind: "person" },
    act: { text: act.tag, kind: "word" },
  };
  for (const [name, value] of Object.entries(act.objects)) parts[name] = partOf(name, String(value), me, names);
  parts["channel"] ??= { text: channelName(me, null), kind: "word" };
  return parts;
}

function partOf(name: string, value: string, me: Me, names: ReadonlyMap<string, string>): Part {
  switch (name) {
    case "case":
      return { text: value.slice(0, 8), whole: value, kind: "case" };
    case "member":
      return { text: names.get(value) ?? t("Somebody unknown"), kind: "person" };
    case "channel":
      return { text: channelName(me, value), kind: "word" };
    case "role":
      return { text: roleName(value), kind: "word" };
    case "came_from":
    case "went_to":
      return { text: stateName(value as CaseState) ?? value, kind: "word" };
    default:
      return { text: value, kind: "word" };
  }
}

/** For each tag of audit/tags.py: its name in the list of acts, and its sentence. */
function texts(): Readonly<Record<string, readonly [string, string]>> {
  return {
    "organisation:founded": [
      t("Organisation founded"),
      t("The organisation was founded, with {member} as its first member."),
    ],
    "member:invited": [t("Member invited"), t("{who} invited {member}.")],
    "right:granted": [t("Right given"), t("{who} made {member} {role}: {channel}.")],
    "right:withdrawn": [t("Right withdrawn"), t("{who} withdrew a right of {member}: {role}, {channel}.")],
    "member:factors-forgotten": [
      t("Second factors removed"),
      t("The operator of the server removed the second factors of {member}."),
    ],
    "key:stored": [t("Key made"), t("{who} made a key.")],
    "directory:extended": [t("List of keys changed"), t("{who} published entry {sequence} of the list of keys.")],
    "channel:created": [t("Channel created"), t("{who} opened a channel: {channel}.")],
    "channel:published": [t("Channel published"), t("{who} published version {version} of a channel: {channel}.")],
    "draft:started": [t("Draft begun"), t("{who} began a draft of a channel.")],
    "draft:discarded": [t("Draft discarded"), t("{who} discarded a draft of a channel.")],
    "case:received": [t("Case arrived"), t("Case {case} had arrived the day before.")],
    "case:opened": [t("Case opened"), t("{who} opened case {case}.")],
    "case:state-changed": [t("Case moved on"), t("{who} moved case {case} from “{came_from}” to “{went_to}”.")],
    "case:key-made": [t("Key of a case made"), t("{who} made a key of case {case}.")],
    "case:member-excluded": [t("Member excluded"), t("{who} excluded {member} from case {case}.")],
    "case:exported": [t("Case exported"), t("{who} exported case {case}.")],
    "item:written": [t("Something written"), t("{who} wrote in case {case}.")],
    "blob:downloaded": [t("Attachment fetched"), t("{who} fetched an attachment of case {case}.")],
  };
}

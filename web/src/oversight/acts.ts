/** Acts of the record in words. A sentence's places ({who}, {case}, …) are filled by the page, with links or bare. */
import { stateName } from "../cases/texts";
import type { CaseState } from "../cases/wire";
import { t } from "../common/i18n";
import { outcomeName } from "../common/outcomes";
import type { Me } from "../people/stage";
import { channelName, roleName } from "../people/texts";
import type { Outcome } from "../vault/outcomes";
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
    case "why":
      return { text: erasureReason(value), kind: "word" };
    case "outcome":
      return { text: outcomeName(value as Outcome) ?? value, kind: "word" };
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
    "release:served": [
      t("Release installed"),
      t("The server began to serve a release; the hash of its manifest is {manifest}."),
    ],
    "organisation:second-factor": [
      t("Rule on second factors changed"),
      t("{who} changed whether everybody needs a second factor, or a passkey, to sign in."),
    ],
    "member:invited": [t("Member invited"), t("{who} invited {member}.")],
    "right:granted": [t("Right given"), t("{who} gave {member} a right: {role}, {channel}.")],
    "right:withdrawn": [t("Right withdrawn"), t("{who} withdrew a right of {member}: {role}, {channel}.")],
    "member:left": [t("Member left"), t("{who} let {member} leave the organisation.")],
    "member:returned": [t("Member came back"), t("{who} took {member} back into the organisation.")],
    "member:grants-destroyed": [
      t("Keys of a member destroyed"),
      t("The keys that {member} held of cases were destroyed, as the right to them ended."),
    ],
    "member:guessed-at": [
      t("Guessing at a member's sign-in"),
      t("Somebody tried to sign in as {member} until they were stopped."),
    ],
    "member:signed-out": [t("Member signed out"), t("The operator of the server ended every session of {member}.")],
    "member:factors-forgotten": [
      t("Second factors removed"),
      t("The operator of the server removed the second factors of {member}."),
    ],
    "member:factor-added": [t("Second factor added"), t("{who} added a second factor.")],
    "member:factor-removed": [t("Second factor removed"), t("{who} removed a second factor.")],
    "member:codes-made": [t("Recovery codes made"), t("{who} made new recovery codes.")],
    "member:password-changed": [t("Password changed"), t("{who} changed their password.")],
    "member:provider-tied": [t("Provider added"), t("{who} signed in with a provider for the first time.")],
    "member:provider-untied": [t("Provider removed"), t("{who} ended a tie to a provider.")],
    "key:stored": [t("Key made"), t("{who} made a key.")],
    "key:replaced": [t("Key replaced"), t("{who} made a new key in the place of a lost one.")],
    "key:kit-proven": [t("Recovery kit tried"), t("{who} tried the recovery kit of their key.")],
    "key:passphrase-changed": [t("Passphrase changed"), t("{who} changed the passphrase of their key.")],
    "key:passkey-added": [t("Passkey opens a key"), t("{who} let a passkey open their key.")],
    "directory:extended": [t("List of keys changed"), t("{who} published entry {sequence} of the list of keys.")],
    "sheet:used": [t("Recovery sheet used"), t("{who} used a recovery sheet.")],
    "look:changed": [t("Look changed"), t("{who} changed the look of the organisation’s pages.")],
    "look:logo-changed": [t("Logo changed"), t("{who} changed the logo.")],
    "host:added": [t("Host added"), t("The operator of the server gave the organisation a host of its own.")],
    "host:removed": [t("Host removed"), t("The operator of the server took a host of the organisation away.")],
    "channel:created": [t("Channel created"), t("{who} opened a channel: {channel}.")],
    "channel:published": [t("Channel published"), t("{who} published version {version} of a channel: {channel}.")],
    "category:paused": [
      t("Category paused"),
      t("Category {category} of a channel was paused, by version {version}, until it is reviewed: {channel}."),
    ],
    "category:lifted": [
      t("Pause ended by itself"),
      t(
        "The time of a pause was over: category {category} of a channel is open again, by version {version}: {channel}.",
      ),
    ],
    "category:resumed": [
      t("Category opened again"),
      t("{who} opened category {category} of a channel again, by version {version}: {channel}."),
    ],
    "category:kept-paused": [
      t("Category kept paused"),
      t("{who} kept category {category} of a channel paused, by version {version}: {channel}."),
    ],
    "draft:started": [t("Draft begun"), t("{who} began a draft of a channel.")],
    "draft:discarded": [t("Draft discarded"), t("{who} discarded a draft of a channel.")],
    "case:received": [t("Case arrived"), t("Case {case} had arrived the day before.")],
    "case:opened": [t("Case opened"), t("{who} opened case {case}.")],
    "case:state-changed": [t("Case moved on"), t("{who} moved case {case} from “{came_from}” to “{went_to}”.")],
    "case:concluded": [t("Case concluded"), t("{who} concluded case {case}. The outcome: {outcome}.")],
    "case:particulars-erased": [
      t("Particulars erased"),
      t("Who reported case {case} and whom it concerns was erased, as it was concluded."),
    ],
    "case:false-report-found": [
      t("Report found false"),
      t("{who} agreed that the report of case {case} was knowingly false."),
    ],
    "room:opened": [t("Reply room opened"), t("{who} opened the reply room {case}.")],
    "room:ended": [t("Reply room ended"), t("{who} ended the reply room {case}.")],
    "contest:reopened": [t("Case reopened"), t("{who} looked at case {case} anew, and reopened it.")],
    "contest:upheld": [t("Outcome upheld"), t("{who} looked at case {case} anew, and upheld the outcome.")],
    "case:key-made": [t("Key of a case made"), t("{who} made a key of case {case}.")],
    "case:keys-granted": [t("Keys handed on"), t("{who} handed the keys of case {case} on to a colleague.")],
    "case:member-excluded": [t("Member excluded"), t("{who} excluded {member} from case {case}.")],
    "case:assigned": [t("Case assigned"), t("{who} gave case {case} to {member}.")],
    "case:put-down": [t("Case put down"), t("{who} took case {case} from {member}; nobody has it now.")],
    "case:exported": [t("Case exported"), t("{who} exported case {case}.")],
    "clock:paused": [t("Clock stopped"), t("{who} asked the reporter of case {case}, and waits.")],
    "clock:resumed": [t("Clock goes on"), t("{who} let the clock of case {case} go on.")],
    "clock:extended": [t("Answer put off"), t("{who} put the answer in case {case} off by {days} days, with reasons.")],
    "feedback:given": [t("Answer given"), t("{who} told the reporter of case {case} what is done.")],
    "meeting:asked": [t("Meeting asked for"), t("{who} noted in case {case} that the reporter asks for a meeting.")],
    "meeting:held": [t("Meeting held"), t("{who} noted in case {case} that the meeting was held.")],
    "notice:due": [t("Somebody must be told"), t("{who} noted in case {case} that somebody concerned must be told.")],
    "notice:given": [t("Somebody was told"), t("{who} noted in case {case} that somebody concerned was told.")],
    "notice:deferred": [
      t("Telling put off"),
      t("{who} put off by {days} days to tell somebody of case {case}, with reasons."),
    ],
    "feed:made": [t("Calendar made"), t("{who} made an address for a calendar of what is due.")],
    "feed:revoked": [t("Calendar ended"), t("{who} ended the address of their calendar.")],
    "case:printed": [t("Case printed"), t("{who} opened case {case} as a page for printing.")],
    "case:archived": [
      t("Case archived"),
      t("{who} took case {case} away as an archive that can be read without its keys."),
    ],
    "item:written": [t("Something written"), t("{who} wrote in case {case}.")],
    "blob:downloaded": [t("Attachment fetched"), t("{who} fetched an attachment of case {case}.")],
    "proposal:made": [t("Act proposed"), t("{who} proposed an act on case {case} that takes two people.")],
    "proposal:agreed": [t("Act agreed to"), t("{who} agreed to what was proposed for case {case}.")],
    "proposal:refused": [t("Act refused"), t("{who} refused what was proposed for case {case}.")],
    "proposal:withdrawn": [t("Proposal withdrawn"), t("{who} took back what they had proposed for case {case}.")],
    "case:erased": [t("A case erased"), t("The server erased case {case} for ever: {why}.")],
    "recording:erased": [
      t("Recording erased"),
      t("A recording of case {case} was erased: the reporter said that its minutes are right."),
    ],
    "evidence:destroyed": [t("A file destroyed"), t("{who} agreed to destroy a file of case {case}.")],
    "hold:placed": [t("A legal hold placed"), t("{who} agreed to keep case {case} from erasure for {days} days.")],
    "request:made": [
      t("Opening asked for"),
      t("{who} asked to open what case {case} keeps apart, in writing and with a second person."),
    ],
    "request:refused": [t("Opening refused"), t("{who} refused to open what case {case} keeps apart.")],
    "request:withdrawn": [
      t("Request to open taken back"),
      t("{who} took back the request to open what case {case} keeps apart."),
    ],
    "request:share-given": [
      t("Share of a key given"),
      t("{who} gave their share of a key, so that what case {case} keeps apart can be opened."),
    ],
    "request:opened": [t("Opened what was kept apart"), t("{who} opened what case {case} keeps apart.")],
    "partner:listed": [t("Partner listed"), t("{who} listed a partner to whom cases may be handed over.")],
    "partner:removed": [t("Partner removed"), t("{who} removed a partner from the list.")],
    "handover:released": [t("Case handed over"), t("{who} released case {case} to a partner.")],
    "handover:arrived": [t("Hand-over arrived"), t("What was handed over of case {case} arrived at the partner.")],
    "handover:returned": [t("Hand-over came back"), t("What was handed over of case {case} could not be delivered.")],
  };
}

/** Why a case was erased: the clock that ended. A clock of a release to come is told by its name. */
function erasureReason(why: string): string {
  const reasons: Readonly<Record<string, string>> = {
    retention: t("it was kept as long as the law and the organisation keep it"),
    uninvestigated: t("nobody began to look into it in time, and the law then asks for its erasure"),
  };
  return reasons[why] ?? why;
}

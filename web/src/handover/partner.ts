/**
 * A partner as it publishes itself, held against the twelve words on the list before anything is sealed to it.
 *
 * The desk's server only fetched it: what does not verify here is no partner.
 */
import type { Definition } from "../common/definition";
import { canonicalJson } from "../vault/bodyChecks";
import { fromBase64, toHex, utf8 } from "../vault/bytes";
import { type Directory, DirectoryError, verifyChain } from "../vault/directory";
import { Malformed, Tampered } from "../vault/errors";
import { sha256 } from "../vault/primitives";
import { parseWords, wordsMatch } from "../vault/words";
import type { LookedPartner } from "./wire";

/** A verified partner, with what a report to it needs. */
export interface Partner {
  readonly address: string;
  readonly name: string;
  readonly channelName: string;
  readonly channel: string;
  readonly directory: Directory;
  readonly questionnaire: { readonly version: number; readonly sha256: string };
}

/** What the page shows of it, and what a proposal says. Hashes are hex. */
export interface PartnerView {
  readonly name: string;
  readonly channelName: string;
  readonly organisation: string;
  readonly channel: string;
  readonly root: string;
  readonly directory: string;
  /** How many cards a report there is sealed to. */
  readonly readers: number;
}

interface Published {
  readonly channel: {
    readonly organisation: { readonly id: string; readonly name: string };
    readonly channel: { readonly id: string };
    readonly definition: Definition;
    readonly version: number;
    readonly sha256: string;
  };
  readonly directory: { readonly entries: readonly string[]; readonly cards: readonly string[] };
}

/**
 * 1. The directory chains, and begins where the words say (protocol §2).
 * 2. The channel is of that organisation, and its questions are those that it names.
 * @throws DirectoryError "directory/root-mismatch" for other words, and as `verifyChain`; Malformed, Tampered.
 */
export async function verifyPartner(looked: LookedPartner): Promise<Partner> {
  const { channel, directory: chain } = parse(looked.published);
  const decode = (list: readonly string[]) => list.map((text) => fromBase64(text));
  const directory = await verifyChain(decode(chain.entries), decode(chain.cards));
  if (!(await wordsMatch(await parseWords(looked.words), directory.rootHash))) {
    throw new DirectoryError("directory/root-mismatch", "These key holders are not those of the partner's words.");
  }
  const hash = toHex(sha256(utf8(canonicalJson(channel.definition))));
  if (channel.organisation.id !== directory.organisation || channel.sha256 !== hash) {
    throw new Tampered("What the partner publishes does not fit together.");
  }
  const language = Object.keys(channel.definition.name)[0] ?? "en";
  return {
    address: looked.address,
    name: String(channel.organisation.name),
    channelName: channel.definition.name.en ?? channel.definition.name[language] ?? "",
    channel: channel.channel.id,
    directory,
    questionnaire: { version: channel.version, sha256: channel.sha256 },
  };
}

export function partnerView({ name, channelName, channel, directory }: Partner): PartnerView {
  return {
    name,
    channelName,
    organisation: directory.organisation,
    channel,
    root: toHex(directory.rootHash),
    directory: toHex(directory.headHash),
    readers: directory.sealingSet(channel).length,
  };
}

/** Where a receipt of a report to this channel is asked for: `https://host/<language>/<organisation>/return/`. */
export function mailboxOf(address: string): string {
  const { origin, pathname } = new URL(address);
  const [language, organisation] = pathname.split("/").filter((part) => part !== "");
  return `${origin}/${language}/${organisation}/return/`;
}

function parse(published: string | null): Published {
  try {
    const parsed = JSON.parse(published ?? "") as Published;
    const { channel, directory } = parsed;
    const whole =
      typeof channel.organisation.id === "string" &&
      typeof channel.channel.id === "string" &&
      typeof channel.definition.name === "object" &&
      Number.isSafeInteger(channel.version) &&
      Array.isArray(directory.entries) &&
      Array.isArray(directory.cards);
    if (whole) return parsed;
  } catch {
    // It is said below.
  }
  throw new Malformed("What the partner publishes does not read.");
}

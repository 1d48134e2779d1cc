/**
 * A recovery sheet that was typed at the desk: for when nobody with a key is left (protocol §2, §16). Runs in the worker.
 *
 * Its key is in memory from `take` until `forget`, and nowhere else.
 */
import type { DirectoryKeeper, Newcomer, Roster } from "../people/directoryKeeper";
import { DeskError } from "../people/errors";
import { equalBytes, toBase64, toHex } from "../vault/bytes";
import type { Card } from "../vault/cards";
import { makeEntry, Role } from "../vault/directoryEntry";
import { type HolderKeys, holderKeysFrom } from "../vault/keys";
import { parseTypedIdentity } from "../vault/typedIdentity";
import type { Granter } from "./regranting";

interface Sheet {
  readonly keys: HolderKeys;
  readonly card: Card;
}

export class SheetKeeper {
  private sheet: Sheet | null = null;

  constructor(private readonly keeper: DirectoryKeeper) {}

  /**
   * Takes a sheet as it was typed. Gives its card's fingerprint (hex), by which the server knows it.
   * @throws MistypedIdentity; DeskError "desk/not-a-sheet" when the accepted directory's head has no such sheet.
   */
  async take(typed: string): Promise<{ fingerprint: string }> {
    const { directory } = this.keeper.accepted;
    const keys = await holderKeysFrom(parseTypedIdentity(typed));
    const sheets = directory.head.listings.filter(({ role }) => role === Role.RECOVERY);
    const cards = sheets.map(({ fingerprint }) => directory.card(fingerprint));
    const card = cards.find((one) => one !== null && equalBytes(one.recipient.raw, keys.recipient.raw));
    if (!card) throw new DeskError("desk/not-a-sheet", "This is not a recovery sheet of this organisation.");
    this.sheet = { keys, card };
    return { fingerprint: toHex(card.fingerprint) };
  }

  /** A new entry that lists somebody's card, signed by the sheet; what withdrawn rights list leaves with it. */
  async introduce(newcomer: Newcomer, roster: Roster): Promise<{ entry: string }> {
    const { keys, card } = this.taken;
    const { directory } = this.keeper.accepted;
    const entry = await makeEntry(keys.signing, card.fingerprint, {
      organisation: directory.organisation,
      sequence: directory.head.sequence + 1,
      previous: directory.headHash,
      listings: await this.keeper.listingsWith(newcomer, roster),
    });
    return { entry: toBase64(entry) };
  }

  /** The member as who hands keys on, with the sheet's key to open the grants. */
  granter(member: Granter): Granter {
    return { ...member, opener: this.taken.keys.opener };
  }

  /** The fingerprint (hex) of the sheet that was taken. */
  get fingerprint(): string {
    return toHex(this.taken.card.fingerprint);
  }

  forget(): void {
    this.sheet = null;
  }

  private get taken(): Sheet {
    if (this.sheet === null) throw new DeskError("desk/no-sheet", "Type the recovery sheet again.");
    return this.sheet;
  }
}

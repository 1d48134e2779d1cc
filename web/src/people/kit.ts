/** The recovery kit: a member's sealed key as a file that any age program opens with the passphrase. */
import { saveFile } from "../common/download";
import type { StoredKey } from "./ownKey";
import type { Me } from "./stage";

export function saveRecoveryKit(stored: StoredKey, me: Me): void {
  const bytes = Uint8Array.from(atob(stored.key_file), (character) => character.charCodeAt(0));
  saveFile(new Blob([bytes]), `vouchsafe-key-${me.organisation.slug}.age`);
}

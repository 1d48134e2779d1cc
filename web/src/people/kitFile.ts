/** The recovery kit as a file: saved, and read again. */
import { saveFile } from "../common/download";
import { DeskError } from "./errors";
import type { Me } from "./stage";

/** An armored key file has less than a kilobyte. */
const LARGEST = 16 * 1024;

export function saveKit(kit: string, me: Me): void {
  saveFile(new Blob([kit]), `vouchsafe-recovery-kit-${me.organisation.slug}.age`);
}

/** The file that was chosen in a form, and the words that were typed beside it. Throws DeskError "desk/no-kit". */
export async function readKit(form: HTMLFormElement): Promise<{ kit: Uint8Array; passphrase: string }> {
  const file = form.querySelector<HTMLInputElement>("#kit-file")?.files?.[0];
  const passphrase = form.querySelector<HTMLInputElement>("#kit-words")?.value ?? "";
  if (file === undefined || file.size > LARGEST) throw new DeskError("desk/no-kit", "This file is no recovery kit.");
  return { kit: new Uint8Array(await file.arrayBuffer()), passphrase };
}

/** Reading a definition from a file that an administrator picked. */
import { ApiError } from "../common/api";
import { t } from "../common/i18n";

/** As the server bounds it (vouchsafe/channels/definitions.py). */
const LARGEST = 512 * 1024;

/** The file's text. Raises ApiError "definition/too-large" or "definition/not-json" before anything is sent. */
export async function readDefinition(file: Blob): Promise<string> {
  if (file.size > LARGEST)
    throw new ApiError("definition/too-large", t("A definition may have at most {n} KiB.", { n: LARGEST / 1024 }), 0);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer());
  } catch {
    throw new ApiError("definition/not-json", t("This file is no text in UTF-8."), 0);
  }
}

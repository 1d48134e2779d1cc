import type { Left } from "./codes";

/** Why a file goes as it is. One root; `code` is stable. Never holds anything of the file. */
export class MetadataError extends Error {
  override readonly name: string = "MetadataError";

  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** The bytes are not what the format says, or use a part of it that is not known here. */
export class Unreadable extends MetadataError {
  override readonly name = "Unreadable";

  constructor(message: string) {
    super("metadata/unreadable", message);
  }
}

/** The bytes begin like a known format and are another: a ZIP file that is no document. */
export class UnknownKind extends MetadataError {
  override readonly name = "UnknownKind";

  constructor() {
    super("metadata/unknown-kind", "No cleaner knows this kind of file.");
  }
}

/** It grows beyond bounds when unpacked. */
export class TooLarge extends MetadataError {
  override readonly name = "TooLarge";

  constructor() {
    super("metadata/too-large", "This file is too large to be unpacked here.");
  }
}

/** Cleaning would break what the file is for, or needs a secret: `left` says which. */
export class Kept extends MetadataError {
  override readonly name = "Kept";

  constructor(readonly left: Left) {
    super("metadata/kept", "This file is left as it is.");
  }
}

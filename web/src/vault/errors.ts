/**
 * What can go wrong in the vault. One root, five kinds; `code` is stable and is what a page translates
 * (`message` is English, for logs of a developer's console, and never holds anything that was sealed).
 */
export class VaultError extends Error {
  override readonly name: string = "VaultError";

  constructor(
    readonly code: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The file is well formed, but this key or passphrase does not open it. */
export class WrongKey extends VaultError {
  override readonly name = "WrongKey";

  constructor(message: string, code = "vault/wrong-key", options?: ErrorOptions) {
    super(code, message, options);
  }
}

/** The key fits, but a MAC, a signature, a hash, padding or a place does not: somebody changed something. */
export class Tampered extends VaultError {
  override readonly name = "Tampered";

  constructor(message: string, code = "vault/tampered", options?: ErrorOptions) {
    super(code, message, options);
  }
}

/** The bytes do not parse: cut short, not canonical, a wrong count of stanzas, a wrong length. */
export class Malformed extends VaultError {
  override readonly name = "Malformed";

  constructor(message: string, code = "vault/malformed", options?: ErrorOptions) {
    super(code, message, options);
  }
}

/** A newer version, or more work than we accept to do: a newer release may read it. */
export class Unsupported extends VaultError {
  override readonly name = "Unsupported";

  constructor(message: string, code = "vault/unsupported", options?: ErrorOptions) {
    super(code, message, options);
  }
}

/** We refuse to seal: a classic recipient, a wrong size, a wrong kind. Nothing was made. */
export class Refused extends VaultError {
  override readonly name = "Refused";

  constructor(message: string, code = "vault/refused", options?: ErrorOptions) {
    super(code, message, options);
  }
}

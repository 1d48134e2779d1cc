/** SHA-256 of what streams by. */
import { type Bytes, concat, copyOf } from "./bytes";
import { Sha256, sha256 } from "./primitives";

/** So much is kept to be hashed by the browser at once, ten times faster than piece by piece: most files are smaller. */
const KEPT = 16 * 1024 * 1024;

/** WebCrypto hashes only what is whole: up to 16 MiB are kept for it, more goes through plain script in flat memory. */
export class StreamHash {
  #kept: Bytes[] = [];
  #length = 0;
  #script: Sha256 | undefined;

  update(piece: Uint8Array): void {
    this.#length += piece.length;
    if (this.#length <= KEPT) {
      this.#kept.push(copyOf(piece));
      return;
    }
    this.#script ??= new Sha256();
    for (const kept of this.#kept) this.#script.update(kept);
    this.#kept = [];
    this.#script.update(piece);
  }

  /** Of all that was given, 32 bytes. */
  async digest(): Promise<Bytes> {
    if (this.#script !== undefined) return this.#script.digest();
    const whole = concat(...this.#kept);
    const subtle = globalThis.crypto.subtle;
    return subtle === undefined ? sha256(whole) : new Uint8Array(await subtle.digest("SHA-256", whole));
  }
}

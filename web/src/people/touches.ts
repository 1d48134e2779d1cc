/** From signing in with a passkey to the desk, one page further: what it put out, as a key that no script can read. */
import { fromBase64, randomBytes, toBase64 } from "../vault/bytes";
import { PRF_INPUT, type TouchKey, touchKeyFrom } from "../vault/touch";
import { DeskError } from "./errors";
import type { Store } from "./store";

/** A passkey's id (base64) and what it put out. */
export interface Touch {
  readonly credential: string;
  readonly touch: TouchKey;
}

interface Handed extends Touch {
  readonly at: number;
}

const LAST = "last";
/** From the touch to the desk's first page, over slow lines. */
const FRESH_MILLISECONDS = 2 * 60 * 1000;

/** The touch in a ceremony's answer, or null where the passkey has no PRF. The output itself is blanked. */
export async function touchOf(credential: PublicKeyCredential): Promise<Touch | null> {
  const output = credential.getClientExtensionResults().prf?.results?.first;
  if (output === undefined) return null;
  const bytes = ArrayBuffer.isView(output)
    ? new Uint8Array(output.buffer as ArrayBuffer, output.byteOffset, output.byteLength)
    : new Uint8Array(output);
  return { credential: toBase64(new Uint8Array(credential.rawId)), touch: await touchKeyFrom(bytes) };
}

/** Leaves a touch for the desk. */
export async function handOn(store: Store, touch: Touch, now: number): Promise<void> {
  await store.set("touches", LAST, { ...touch, at: now } satisfies Handed);
}

/** Takes the touch that a page of signing in left, out of the store; null when there is none, or it is old. */
export async function takeTouch(store: Store, now: number): Promise<Touch | null> {
  const handed = (await store.get("touches", LAST)) as Handed | undefined;
  await store.clear("touches");
  if (handed === undefined || now < handed.at || now - handed.at > FRESH_MILLISECONDS) return null;
  return { credential: handed.credential, touch: handed.touch };
}

/**
 * Asks for one of these passkeys (ids, base64) to open the key. A ceremony of this browser alone: nobody is told of it,
 * so its challenge is nobody's. Throws DeskError "desk/no-touch" when it fails, "desk/no-prf" for a passkey without one.
 */
export async function askForTouch(credentials: readonly string[]): Promise<Touch> {
  const publicKey: PublicKeyCredentialRequestOptions = {
    challenge: randomBytes(32),
    allowCredentials: credentials.map((id) => ({ type: "public-key", id: fromBase64(id) })),
    userVerification: "required",
    extensions: { prf: { eval: { first: PRF_INPUT } } },
  };
  // Browsers do not say whether it was cancelled, timed out, or fits nothing, on purpose.
  const credential = await navigator.credentials.get({ publicKey }).catch(() => null);
  if (!(credential instanceof PublicKeyCredential)) throw new DeskError("desk/no-touch", "No passkey answered.");
  const touch = await touchOf(credential);
  if (touch === null) throw new DeskError("desk/no-prf", "This passkey has no PRF.");
  return touch;
}

/**
 * Whether a browser's own keys and cipher agree with plain script. Needs no page: a journey or a worker calls it in
 * the browser at hand, since Node's WebCrypto may know neither. Not part of the client.
 */
import { fastCipher, scriptCipher } from "./ageStream";
import { type Bytes, concat, equalBytes, newId, randomBytes, utf8 } from "./bytes";
import { Malformed, WrongKey } from "./errors";
import { openGrant, sealGrant } from "./grants";
import { encapsulatedIn, Identity } from "./hybrid";
import { HolderKeys, KeyKind } from "./keys";
import { verify } from "./signing";

/** What this browser does itself; what it does not is done in plain script. */
export interface BrowserAbilities {
  readonly keys: boolean;
  readonly cipher: boolean;
}

/** Throws an Error that says what disagrees. `keep` puts a handle away and gives it back, as IndexedDB does. */
export async function checkBrowser(
  keep: <T>(handle: T) => Promise<T> = async (handle) => structuredClone(handle),
): Promise<BrowserAbilities> {
  const identity = Identity.generate();
  const held = await HolderKeys.inBrowser(identity);
  if (held !== null) {
    await checkKeys(identity, held);
    await checkKeys(identity, HolderKeys.fromHandle(await keep(held.exportHandle())));
  }
  return { keys: held !== null, cipher: await checkCipher() };
}

async function checkKeys(identity: Identity, held: HolderKeys): Promise<void> {
  const seed = HolderKeys.fromIdentity(identity);
  const key = randomBytes(32);
  const sealed = await sealGrant(identity.recipient, newId(), KeyKind.CASE, 0, key, held.signing);
  const [one, other] = [await openGrant(held.opener, sealed), await openGrant(seed.opener, sealed)];
  demand(equalBytes(one.key, key) && equalBytes(other.key, key), "both open a grant");
  demand(equalBytes(held.signing.public, seed.signing.public), "both have the same signing key");
  await verify(seed.signing.public, await held.signing.sign(utf8("a note")), utf8("a note"));

  const stanza = identity.recipient.wrap(randomBytes(16));
  const enc = encapsulatedIn(stanza) as Bytes;
  const mangled = concat(enc.map((byte, at) => (at === 7 ? byte ^ 1 : byte)));
  const lowOrder = concat(enc.slice(0, 1088), new Uint8Array(32));
  for (const keys of [held, seed]) {
    demand(
      (await failure(keys.opener.unwrap(mangled, stanza.body))) instanceof WrongKey,
      "a changed exchange is WrongKey",
    );
    demand((await failure(keys.opener.unwrap(lowOrder, stanza.body))) instanceof Malformed, "low order is Malformed");
  }
}

/** Both ciphers seal alike, open each other's and refuse a flipped bit. Whether the browser has one of its own. */
async function checkCipher(): Promise<boolean> {
  const [key, nonce, chunk] = [randomBytes(32), randomBytes(12), randomBytes(1000)];
  const sealed = await (await scriptCipher(key, "encrypt"))(nonce, chunk);
  const fast = await (await fastCipher(key, "encrypt"))(nonce, chunk);
  demand(sealed !== null && fast !== null && equalBytes(sealed, fast), "both ciphers seal alike");
  const opening = (await fastCipher(key, "decrypt"))(nonce, fast as Bytes);
  demand(equalBytes((await opening) ?? new Uint8Array(), chunk), "the fast cipher opens");
  (fast as Bytes)[3] = ((fast as Bytes)[3] as number) ^ 1;
  demand(
    (await (await fastCipher(key, "decrypt"))(nonce, fast as Bytes)) === null,
    "the fast cipher refuses a flipped bit",
  );
  return opening instanceof Promise;
}

async function failure(attempt: Promise<unknown>): Promise<unknown> {
  return attempt.then(
    () => undefined,
    (error: unknown) => error,
  );
}

function demand(holds: boolean, what: string): void {
  if (!holds) throw new Error(`this browser's cryptography disagrees with ours: ${what}`);
}

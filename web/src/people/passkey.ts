/** Passkeys between the server's JSON (base64url) and the browser's buffers (W3C WebAuthn level 3, §5.1.9 and §5.1.10). */

import { PRF_INPUT } from "../vault/touch";

/** What the server writes: django-allauth's options for one ceremony. */
export interface CeremonyOptions {
  readonly publicKey: Record<string, unknown>;
}

/** What the server reads. Of what extensions answered only `credProps` is sent: a PRF's output is a secret of this browser. */
export interface SentCredential {
  readonly id: string;
  readonly rawId: string;
  readonly type: string;
  readonly response: Readonly<Record<string, string>>;
  readonly clientExtensionResults: Readonly<Record<string, unknown>>;
}

export function toBase64Url(bytes: ArrayBuffer): string {
  const text = Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join("");
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

export function fromBase64Url(text: string): ArrayBuffer {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (symbol) => symbol.charCodeAt(0)).buffer;
}

/** Options for making one: always one that finds itself (resident) and asks for finger, face or PIN. */
export function creationOptions({ publicKey }: CeremonyOptions): PublicKeyCredentialCreationOptions {
  const user = publicKey.user as { id: string };
  return {
    ...publicKey,
    challenge: fromBase64Url(publicKey.challenge as string),
    user: { ...user, id: fromBase64Url(user.id) },
    excludeCredentials: descriptors(publicKey.excludeCredentials),
    authenticatorSelection: { residentKey: "required", requireResidentKey: true, userVerification: "required" },
    extensions: { ...(publicKey.extensions as object | undefined), prf: {} },
  } as unknown as PublicKeyCredentialCreationOptions;
}

/** Options for using one. What it puts out for the key is asked for in the same touch (touches.ts). */
export function requestOptions({ publicKey }: CeremonyOptions): PublicKeyCredentialRequestOptions {
  return {
    ...publicKey,
    challenge: fromBase64Url(publicKey.challenge as string),
    allowCredentials: descriptors(publicKey.allowCredentials),
    extensions: { prf: { eval: { first: PRF_INPUT } } },
  } as PublicKeyCredentialRequestOptions;
}

export function toSend(credential: PublicKeyCredential): SentCredential {
  const { credProps } = credential.getClientExtensionResults();
  return {
    id: credential.id,
    rawId: toBase64Url(credential.rawId),
    type: credential.type,
    response: responseOf(credential.response),
    clientExtensionResults: credProps === undefined ? {} : { credProps },
  };
}

function responseOf(response: AuthenticatorResponse): Record<string, string> {
  const sent: Record<string, string> = { clientDataJSON: toBase64Url(response.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    const part = (response as unknown as Record<string, unknown>)[name];
    if (part instanceof ArrayBuffer) sent[name] = toBase64Url(part);
  }
  return sent;
}

function descriptors(listed: unknown): PublicKeyCredentialDescriptor[] {
  const given = (listed ?? []) as { id: string; type: "public-key" }[];
  return given.map((each) => ({ ...each, id: fromBase64Url(each.id) }));
}

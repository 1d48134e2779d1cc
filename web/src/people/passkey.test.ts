import { describe, expect, it } from "vitest";
import { creationOptions, fromBase64Url, requestOptions, toBase64Url, toSend } from "./passkey";

const bytes = (...given: number[]): ArrayBuffer => Uint8Array.from(given).buffer;

describe("a passkey's ceremony", () => {
  it("reads and writes base64url without padding", () => {
    for (const each of [bytes(), bytes(251), bytes(255, 254, 253), bytes(0, 16, 131, 16)]) {
      expect(fromBase64Url(toBase64Url(each))).toEqual(each);
    }
    expect(toBase64Url(bytes(251, 255))).toBe("-_8");
  });

  it("always makes one that finds itself and asks for finger, face or PIN", () => {
    const options = creationOptions({
      publicKey: { challenge: "AQI", user: { id: "Aw", name: "hana" }, authenticatorSelection: { residentKey: "no" } },
    });
    expect(options.authenticatorSelection).toMatchObject({ residentKey: "required", userVerification: "required" });
    expect(options.challenge).toEqual(bytes(1, 2));
    expect(options.user.id).toEqual(bytes(3));
    expect(options.excludeCredentials).toEqual([]);
    expect(options.extensions).toEqual({ prf: {} });
  });

  it("asks for the listed ones, or for any", () => {
    const listed = [{ id: "AQ", type: "public-key" }];
    expect(requestOptions({ publicKey: { challenge: "AQ", allowCredentials: listed } }).allowCredentials).toEqual([
      { id: bytes(1), type: "public-key" },
    ]);
    const any = requestOptions({ publicKey: { challenge: "AQ" } });
    expect(any.allowCredentials).toEqual([]);
    expect(any.extensions).toEqual({ prf: { eval: { first: new TextEncoder().encode("vouchsafe/v1/unlock\0") } } });
  });

  it("sends nothing of what a PRF put out", () => {
    const results = { credProps: { rk: true }, prf: { results: { first: bytes(7, 7, 7) } } };
    const credential = {
      id: "AQ",
      rawId: bytes(1),
      type: "public-key",
      response: { clientDataJSON: bytes(2), signature: bytes(3), userHandle: null },
      getClientExtensionResults: () => results,
    };
    expect(toSend(credential as unknown as PublicKeyCredential)).toEqual({
      id: "AQ",
      rawId: "AQ",
      type: "public-key",
      response: { clientDataJSON: "Ag", signature: "Aw" },
      clientExtensionResults: { credProps: { rk: true } },
    });
  });
});

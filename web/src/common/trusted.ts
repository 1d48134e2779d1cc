/** The one Trusted Types policy: addresses of our own scripts, and nothing else, may become code. */

const PLACE = "/static/client/";

interface Policy {
  createScriptURL(address: string): unknown;
}

interface Factory {
  createPolicy(name: string, rules: Policy): Policy;
}

const policy = makePolicy();

/**
 * `address` as something that `new Worker` takes under Trusted Types.
 * Raises TypeError for any address that is not of this origin and under /static/client/.
 */
export function trustedScript(address: string): string {
  return policy.createScriptURL(address) as string;
}

function checked(address: string): string {
  const url = new URL(address, location.href);
  if (url.origin !== location.origin || !url.pathname.startsWith(PLACE)) {
    throw new TypeError(`Not a script of this release: ${url.pathname}`);
  }
  return url.href;
}

function makePolicy(): Policy {
  const factory = (globalThis as { trustedTypes?: Factory }).trustedTypes;
  const rules = { createScriptURL: checked };
  return factory?.createPolicy("vouchsafe", rules) ?? rules;
}

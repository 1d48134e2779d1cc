// A real OpenID Provider on loopback for the journeys of signing in: node provider.mjs PORT CALLBACK PEOPLE.json.
// Whoever signs in here is whom they type; the file says what the provider knows of them, now.
import { readFileSync } from "node:fs";
import { Provider } from "oidc-provider";

const [port, callback, people] = process.argv.slice(2);

const provider = new Provider(`http://localhost:${port}`, {
  clients: [{ client_id: "desk", client_secret: "a secret for tests, and nothing else", redirect_uris: [callback] }],
  claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
  pkce: { required: () => true },
  features: { devInteractions: { enabled: true } },
  cookies: { keys: ["a key for tests, and nothing else"] },
  findAccount: (_context, id) => ({
    accountId: id,
    claims: () => ({ sub: id, name: "Not to be kept", ...JSON.parse(readFileSync(people, "utf-8"))[id] }),
  }),
});

provider.listen(Number(port), "127.0.0.1");

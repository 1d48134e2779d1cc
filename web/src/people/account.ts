/**
 * The pages of signing in: forms that a passkey fills in, and a button that prints. They work without it, by password.
 *
 * A page for whoever is signed out forgets what this browser held unlocked, and so does every button that signs out.
 */
import { DESK_CHANNEL, type Word } from "./channel";
import { type CeremonyOptions, creationOptions, requestOptions, toSend } from "./passkey";
import { BrowserStore } from "./store";
import { handOn, touchOf } from "./touches";

const part = <T extends Element>(form: Element, selector: string): T | null => form.querySelector<T>(selector);

async function optionsFor(form: HTMLFormElement): Promise<CeremonyOptions> {
  const written = part(form, "#passkey-options");
  if (written !== null) return JSON.parse(written.textContent ?? "");
  const answer = await fetch(form.action, { headers: { "X-Requested-With": "XMLHttpRequest" } });
  return (await answer.json()).request_options;
}

async function ceremony(form: HTMLFormElement): Promise<PublicKeyCredential> {
  const options = await optionsFor(form);
  const { credentials } = navigator;
  const credential =
    form.dataset["passkey"] === "make"
      ? await credentials.create({ publicKey: creationOptions(options) })
      : await credentials.get({ publicKey: requestOptions(options) });
  if (!(credential instanceof PublicKeyCredential)) throw new TypeError("no passkey");
  return credential;
}

async function fill(form: HTMLFormElement): Promise<void> {
  const failed = part<HTMLElement>(form, "[data-passkey-failed]");
  const field = part<HTMLInputElement>(form, "input[name=credential]");
  if (failed === null || field === null) return;
  failed.hidden = true;
  try {
    const credential = await ceremony(form);
    field.value = JSON.stringify(toSend(credential));
    if (form.dataset["passkey"] === "use") await leaveForTheDesk(credential);
  } catch {
    failed.hidden = false; // cancelled, timed out, or nothing fits: browsers do not say which, on purpose
    return;
  }
  form.submit();
}

/** One touch signs in and opens the key: the desk's worker takes it from the browser's store, where there is one. */
async function leaveForTheDesk(credential: PublicKeyCredential): Promise<void> {
  const touch = await touchOf(credential);
  const store = touch && (await BrowserStore.open().catch(() => null));
  if (touch && store) await handOn(store, touch, Date.now());
}

/** Nothing stays unlocked in this browser, and every tab of the desk leaves. */
async function forget(): Promise<void> {
  const channel = new BroadcastChannel(DESK_CHANNEL);
  channel.postMessage({ kind: "left" } satisfies Word);
  channel.close();
  const store = await BrowserStore.open().catch(() => null);
  await store?.clear("keys");
  await store?.clear("touches");
  await store?.clear("packs");
}

if (document.querySelector("[data-signed-out]") !== null) void forget();

for (const form of document.querySelectorAll<HTMLFormElement>("form[data-sign-out]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void forget().finally(() => form.submit());
  });
}

if ("PublicKeyCredential" in globalThis) {
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void fill(form);
    });
  }
  for (const note of document.querySelectorAll("[data-passkey-cannot]")) note.remove();
}

for (const button of document.querySelectorAll<HTMLElement>("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

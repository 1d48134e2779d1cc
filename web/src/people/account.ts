/** The pages of signing in: forms that a passkey fills in, and a button that prints. They work without it, by password. */
import { type CeremonyOptions, creationOptions, requestOptions, toSend } from "./passkey";

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
    field.value = JSON.stringify(toSend(await ceremony(form)));
  } catch {
    failed.hidden = false; // cancelled, timed out, or nothing fits: browsers do not say which, on purpose
    return;
  }
  form.submit();
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

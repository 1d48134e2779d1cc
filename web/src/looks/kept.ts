/** What was typed into a form of set-up, kept in this tab until it is sent: nothing of it is secret. */

const PLACE = "vouchsafe/set-up";

/** Remembers every field of a form that has a name. */
export function keepTyped(form: HTMLFormElement): void {
  const typed = Object.fromEntries([...new FormData(form)].filter(([, value]) => typeof value === "string"));
  sessionStorage.setItem(PLACE, JSON.stringify({ ...all(), ...typed }));
}

/** What was typed into a field, else `otherwise`. */
export function typedBefore(name: string, otherwise = ""): string {
  return all()[name] ?? otherwise;
}

export function forgetTyped(): void {
  sessionStorage.removeItem(PLACE);
}

function all(): Readonly<Record<string, string>> {
  return JSON.parse(sessionStorage.getItem(PLACE) ?? "{}");
}

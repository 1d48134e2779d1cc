/** What went wrong, in a sentence that a person can act on. The server's sentences are translated by the server. */
import { t } from "../common/i18n";

interface Coded {
  readonly code: string;
  readonly message: string;
}

function isCoded(error: unknown): error is Coded {
  return error instanceof Error && "code" in error && typeof error.code === "string";
}

/** Whether the server answered that nobody is signed in, to this page or to its worker. */
export function isSignedOut(error: unknown): boolean {
  return isCoded(error) && error.code === "session/missing";
}

/** The sentence for an error of the page, the worker or the server. Unknown faults keep their code, to be reported. */
export function errorText(error: unknown): string {
  if (!isCoded(error)) return t("Something went wrong on this page. Reload it and try again.");
  const known = texts()[error.code] ?? mistyped(error);
  if (known !== undefined) return known;
  const ours = ["vault/", "desk/", "client/"].some((family) => error.code.startsWith(family));
  if (ours)
    return t("Something went wrong here ({code}). Reload the page; if it stays, tell your administrator.", {
      code: error.code,
    });
  return error.message;
}

/** Where a recovery sheet was typed wrong, as a person counts on it: groups of four. */
function mistyped(error: Coded): string | undefined {
  const { group, letter, shown, meant, count } = ("detail" in error ? error.detail : {}) as Record<
    string,
    string | number
  >;
  const at = { group: group ?? 0, letter: letter ?? 0, shown: shown ?? "", meant: meant ?? "" };
  switch (error.code) {
    case "typed/character":
      if (meant)
        return t(
          "Character {letter} of group {group} is {shown}, which no key holds. Look whether the sheet shows {meant}.",
          at,
        );
      return t("Character {letter} of group {group} is {shown}, which no key holds: compare it with the sheet.", at);
    case "typed/length":
      return t(
        "A key has 58 letters and digits after its beginning, and this has {count}: compare each group of four with the sheet.",
        { count: count ?? 0 },
      );
    case "typed/mistyped":
      if (group) return t("Character {letter} of group {group} is probably wrong: compare it with the sheet.", at);
      return t("More than one letter or digit is wrong: compare each group of four with the sheet.");
    default:
      return undefined;
  }
}

function texts(): Readonly<Record<string, string>> {
  return {
    "vault/wrong-key": t("This does not open your key. Check each word and try again."),
    "vault/tampered": t("Something was changed on its way. Nothing of it is shown or used."),
    "vault/malformed": t("Something arrived damaged. Nothing of it is shown or used."),
    "vault/unsupported": t("This was made by a newer release than the one you use. Reload the page."),
    "desk/locked": t("Your key is locked. Unlock it first."),
    "desk/not-confirmed": t("This page was reloaded meanwhile. Make the key again."),
    "desk/other-key": t("The server sent a key that is not yours. Do not continue; tell your administrator."),
    "desk/other-kit": t("This kit opens another key, perhaps one that you gave up. Look for the right file."),
    "desk/no-kit": t("This file is not a recovery kit. It ends in .age and is small."),
    "desk/no-wrap": t("This passkey does not open your key yet. Use your passphrase, then set it up under “Your key”."),
    "desk/no-touch": t("That did not work. Perhaps it was cancelled, or this device does not hold the passkey."),
    "desk/no-prf": t(
      "This passkey signs you in, but it cannot open a key: it, or this browser, lacks what that takes (the PRF extension).",
    ),
    "desk/weak-passphrase": t(
      "This passphrase is too easy to guess. Take five or more words that nobody would expect beside each other, or let six be drawn.",
    ),
    "session/not-fresh": t(
      "Too much time has passed. Show again that it is you on the page “Is it still you?” (/account/reauthenticate/) in another tab, then repeat this here.",
    ),
    "desk/no-directory": t("Your organisation's list of keys is not set up yet."),
    "desk/directory-refused": t("The list of keys does not hold. Nothing is opened or sealed."),
    "desk/not-listed": t(
      "Nobody here could sign the next change: at least one handler or coordinator with a key is needed.",
    ),
    "desk/card-not-accepted": t(
      "Somebody who would be able to read this has a key that you have not compared yet. Compare it on the people page first. Nothing was sent.",
    ),
    "desk/foreign-card": t("This key names somebody else than the person on the page. It was not added."),
    "desk/nothing-to-sign": t("The recovery sheets are gone, because the page was reloaded. Make them again."),
    "desk/case-not-open": t("Open the case again."),
    "desk/room-of-a-room": t("This is a reply room, and has none of its own. Open it in the case that it belongs to."),
    "desk/may-not-seal": t("This case could not be verified, so nothing is sealed to it. See the warnings above."),
    "desk/no-room": t(
      "This browser has no room to open a file of this size. Make room on the disk; if this is a private window, use an ordinary one.",
    ),
    "desk/no-such-attachment": t("This attachment cannot be opened: its key or its description is missing."),
    "desk/not-a-recording": t(
      "This file says that it is a recording, but it was not made by the report form. Download it, and open it with care.",
    ),
    "desk/no-pixels": t(
      "This page could not be drawn for a copy. Download the file, and redact it with another program.",
    ),
    "desk/pixels-altered": t(
      "This browser alters pictures that it draws, so no copy made here could be trusted. Use another browser for it.",
    ),
    "desk/no-such-original": t("What this would be a copy of is not in the case. Open the case again."),
    "desk/not-entitled": t(
      "The server asked for keys for somebody who may not have them. Nothing was handed on. Tell whoever runs the server.",
    ),
    "desk/not-a-sheet": t(
      "This is a key, but not of a recovery sheet of your organisation. Look whether it is the right sheet.",
    ),
    "desk/no-sheet": t("Type the recovery sheet again: it was forgotten meanwhile."),
    "desk/not-agreed": t("Two people have not signed this, or one of them took it back. Nothing was sealed."),
    "desk/no-such-proposal": t("The proposal cannot be verified. Nothing was sealed. See the warnings above."),
    "desk/other-terms": t(
      "The server was told other terms than the proposal says. Nothing was sealed. Speak with whoever proposed it.",
    ),
    "desk/readers-changed": t(
      "Other people read reports at the partner than when this was agreed. Look at them, and decide again.",
    ),
    "desk/contents-missing": t("Something that was to go is missing in this case. Nothing was sealed."),
    "desk/partner-gone": t("This partner is no longer on the list. Nothing was released."),
    "desk/partner-silent": t("The partner's server did not answer. Try again in a minute."),
    "desk/record-waits": t(
      "The record has not taken in yet that you export this case. Nothing was given out. Try again in a minute.",
    ),
    "desk/record-not-proven": t(
      "What the record says of this case could not be proven. Nothing was given out. Tell an overseer, and whoever runs the server.",
    ),
    "desk/not-a-recipient": t(
      "This is not a post-quantum age key. It begins with age1pq1 and is about 1,960 characters long; the shorter age1… keys are not taken. Use a passphrase instead.",
    ),
    "desk/no-share": t(
      "You hold no share of this key on the key that you have now. Ask a colleague who was there when the report came.",
    ),
    "desk/two-people": t(
      "It takes another person than the one who asks, whichever keys they have. Nothing was sealed.",
    ),
    "desk/too-early": t("The reporter was promised time until a later day. Nothing is opened before."),
    "desk/bad-share": t(
      "What was handed over is not a genuine share of this key. Nothing was opened. Tell whoever runs the server.",
    ),
    "directory/root-mismatch": t(
      "The partner's key holders are not those of the words on the list. Nothing is sealed to them. Ask the partner for its words by another way.",
    ),
    "directory/not-descendant": t(
      "The partner shows another list of keys than the one that was agreed to. Nothing is sealed to it. Ask the partner by another way.",
    ),
    "thread/no-key": t("This case could not be verified, so nothing is sealed to it. See the warnings above."),
    "network/unreachable": t("The server did not answer. Nothing was lost here; try again."),
    "network/unexpected-answer": t(
      "The server could not answer. Try again in a minute; if it stays, tell your administrator.",
    ),
    "network/answer-lost": t("The answer did not arrive whole. Try again: nothing is sent twice."),
    "client/worker-failed": t("The part of this page that holds your key could not start. Reload the page."),
    "client/closed": t("Your key was locked meanwhile. Unlock it and try again."),
  };
}

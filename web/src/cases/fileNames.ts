/** Names that a reporter gave to files, made safe to offer for saving. */

const LONGEST = 120;
/** Reserved by Windows whatever the extension. */
const DEVICE = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?$/i;

/** Controls, and the marks that reorder text and so can make "gnp.exe" look like "exe.png". */
function isHidden(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  return (
    code < 0x20 ||
    (code >= 0x7f && code < 0xa0) ||
    (code >= 0x200b && code <= 0x200f) ||
    (code >= 0x2028 && code <= 0x202e) ||
    (code >= 0x2060 && code <= 0x206f) ||
    code === 0xfeff
  );
}

/**
 * A file name without path, hidden or reserved characters, at most 120 characters with its extension kept.
 * Never empty, never starting with a dot (a hidden file), never a device name.
 */
export function safeFileName(name: string): string {
  const visible = [...name.normalize("NFC")].filter((character) => !isHidden(character)).join("");
  const last = visible.split(/[/\\]/).at(-1) ?? "";
  const plain = withoutEnd(last.replace(/[<>:"|?*]/g, "_").replace(/^[.\s]+/, ""));
  if (plain === "") return "attachment";
  const safe = DEVICE.test(plain) ? `_${plain}` : plain;
  return shortened(safe);
}

/** Without the dots and blanks at its end: from there, so that a long name of them takes no longer than another. */
function withoutEnd(name: string): string {
  let end = name.length;
  while (end > 0 && /[.\s]/.test(name.charAt(end - 1))) end -= 1;
  return name.slice(0, end);
}

function shortened(name: string): string {
  const characters = [...name];
  if (characters.length <= LONGEST) return name;
  const dot = characters.lastIndexOf(".");
  const extension = dot > 0 && characters.length - dot <= 12 ? characters.slice(dot) : [];
  return [...characters.slice(0, LONGEST - extension.length), ...extension].join("");
}

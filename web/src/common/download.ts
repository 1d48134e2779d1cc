/** Handing a verified file to the person: saved, never shown in this origin. */

/**
 * Saves `content` under `name`. Only for bytes whose size, padding and hash were verified.
 * The type is always "application/octet-stream", so that no browser opens it here.
 */
export function saveFile(content: Blob, name: string): void {
  const address = URL.createObjectURL(new Blob([content], { type: "application/octet-stream" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

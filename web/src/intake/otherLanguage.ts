/** The links to this page in another language, where something that was typed would be lost by following them. */

/** Begins the window's name while it carries what was typed (carrying.ts). */
export const MARK = "vouchsafe-carried:";

/** `carry` takes the place of following a link while `holds()`; a link into a new tab is followed as it is. */
export function onOtherLanguage(holds: () => boolean, carry: (address: string) => void): void {
  document.querySelector(".languages")?.addEventListener("click", (event) => {
    const link = (event.target as Element).closest("a");
    const { ctrlKey, metaKey, shiftKey } = event as MouseEvent;
    if (!link || ctrlKey || metaKey || shiftKey || !holds()) return;
    event.preventDefault();
    carry(link.href);
  });
}

/** Whether this page was come to by such a link. */
export function cameAlong(): boolean {
  return window.name.startsWith(MARK);
}

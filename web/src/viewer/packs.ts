/**
 * What some documents need beside themselves: decoders of scans, character maps and the standard fonts of pdf.js. The
 * frame may fetch nothing, so each comes as a script of this release (vite.config.ts makes them), when asked for.
 */

const PLACE = "/static/client/viewer/";

/** The folder of decoders (JPEG 2000, JBIG2), which pdf.js imports by their names. */
export const PICTURES = PLACE;

const FILE = /^[\w-]+(\.[\w-]+)*$/;

export class Packs {
  /** The bytes of a character map or a font. Rejects for anything else. */
  async fetch({ kind, filename }: { kind: string; filename: string }): Promise<Uint8Array> {
    const folder = { cMapUrl: "cmaps", standardFontDataUrl: "standard_fonts" }[kind];
    if (folder === undefined || !FILE.test(filename)) throw new Error(`No pack of kind ${kind}.`);
    const pack = (await import(/* @vite-ignore */ `${PLACE}${folder}/${filename}.js`)) as { default: string };
    return Uint8Array.from(atob(pack.default), (letter) => letter.charCodeAt(0));
  }
}

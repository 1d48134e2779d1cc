/**
 * What can be found in a file, and what may stay in it, as few plain codes, in the order in which they are told.
 * Pages put them into words (common/metadata.ts).
 */

export const REMOVED = [
  "place", // where it was taken
  "time", // when it was taken, made or changed
  "author", // who made, changed or commented on it
  "camera", // make, model, lens, serial numbers
  "software", // program and system
  "description", // titles, captions, keywords, remarks
  "thumbnail", // a small preview picture
  "history", // older versions, editing sessions, provenance
  "ids", // numbers that tell copies, documents or devices apart
  "printer", // which printer was set up
  "paths", // where on a device or network it lay
  "appended", // bytes after the picture's end: a second picture, a short film
  "other", // what no reader of the format needs
] as const;

export const LEFT = [
  "remarks", // comments and tracked changes: the names are gone, the words are not
  "parts", // something inside that could not be judged
  "links", // links to files on a device or network
  "scripts", // macros and scripts
  "encrypted", // protected by a password
  "signature", // digitally signed: any change would break that
  "seen", // what can be seen, heard or read in the file itself
] as const;

export type Removed = (typeof REMOVED)[number];
export type Left = (typeof LEFT)[number];

/** What one format's cleaner gives: the cleaned file as consecutive parts, and what it found. */
export interface Outcome {
  parts: Uint8Array[];
  removed: Set<Removed>;
  left: Set<Left>;
}

export type Cleaner = (file: Bytes) => Outcome;

/** Bytes that a Blob takes: never backed by shared memory. */
export type Bytes = Uint8Array<ArrayBuffer>;

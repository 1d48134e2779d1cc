/** The kinds of keys of a case (protocol §1). The numbers are on the wire. */
export const KeyKind = Object.freeze({ CASE: 0, DESK: 1, IDENTITY: 2, SUBJECT: 3, REQUEST: 4 } as const);
export type KeyKind = (typeof KeyKind)[keyof typeof KeyKind];

export function isKeyKind(n: number): n is KeyKind {
  return Number.isInteger(n) && n >= KeyKind.CASE && n <= KeyKind.REQUEST;
}

/** Whether nobody holds keys of this kind whole, so that a grant carries a share (protocol §5). */
export function isSplit(kind: KeyKind): boolean {
  return kind === KeyKind.IDENTITY || kind === KeyKind.SUBJECT;
}

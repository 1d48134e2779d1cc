/** The keys that a reader of a case may use: opened from grants, held against who gave them and against pins (§4). */
import { equalBytes, toHex } from "./bytes";
import { VaultError } from "./errors";
import { type Grant, openGrant } from "./grants";
import type { Opener } from "./hybrid";
import { isSplit, KeyKind } from "./keyKind";
import { sha256 } from "./primitives";
import { type CaseView, type Finding, type FindingCode, type Pins, pinName } from "./threadTypes";

/** A key of 32 bytes that may be sealed under. */
export interface CurrentKey {
  readonly generation: number;
  readonly key: Uint8Array;
}

/** A verified share of 33 bytes of a key kept apart (protocol §5). */
export interface HeldShare {
  readonly kind: KeyKind;
  readonly generation: number;
  readonly share: Uint8Array;
}

/**
 * Kinds whose keys are pinned. A request key is made for one request and has no successor: it has nothing to be pinned
 * for, and who has a new card is not given it again (protocol §5).
 */
const PINNED_KINDS = [KeyKind.CASE, KeyKind.DESK] as const;

/** The keys of one case that were accepted so far, and what was found wrong with the others. */
export class KeyRing {
  readonly shares: HeldShare[] = [];
  readonly findings: Finding[] = [];
  readonly #keys = new Map<string, Uint8Array>();
  readonly #troubled = new Set<number>();
  readonly #contradicted = new Set<number>();

  constructor(
    readonly caseId: string,
    readonly pinned: Pins,
  ) {}

  /** The accepted key of exactly this kind and generation, 32 bytes, or null. */
  key(kind: KeyKind, generation: number): Uint8Array | null {
    return this.#keys.get(`${kind}/${generation}`) ?? null;
  }

  /** All accepted keys by "kind/generation". */
  all(): ReadonlyMap<string, Uint8Array> {
    return new Map(this.#keys);
  }

  /** The newest accepted key, or null when there is none or anything was found wrong with keys of this kind. */
  newest(kind: KeyKind): CurrentKey | null {
    const generation = this.#newestGeneration(kind);
    if (generation === null || this.#troubled.has(kind)) return null;
    return { generation, key: this.key(kind, generation) as Uint8Array };
  }

  /** Note what is wrong with a grant. From then on nothing is sealed under keys of this kind. */
  reject(code: FindingCode, kind: number, generation: number): void {
    this.#troubled.add(kind);
    this.findings.push({ code, detail: `${kind}/${generation}` });
  }

  /** Take a grant whose granter was checked, unless its key contradicts a pin or a key taken before. */
  accept(grant: Grant): void {
    const { keyKind: kind, generation, key } = grant;
    if (isSplit(kind)) {
      this.shares.push({ kind, generation, share: key });
      return;
    }
    const pin = this.pinned[pinName(this.caseId, kind)];
    if (pin?.generation === generation && pin.sha256 !== toHex(sha256(key))) {
      this.#contradicted.add(kind);
      this.reject("key-replaced", kind, generation);
      return;
    }
    const before = this.key(kind, generation);
    if (before === null) this.#keys.set(`${kind}/${generation}`, key);
    else if (!equalBytes(before, key)) this.reject("key-replaced", kind, generation);
  }

  /** After all grants: whatever was pinned must be here, else an older key is being offered, or none. */
  checkPins(): void {
    for (const kind of PINNED_KINDS) {
      const pin = this.pinned[pinName(this.caseId, kind)];
      if (pin === undefined || this.#contradicted.has(kind) || this.key(kind, pin.generation) !== null) continue;
      this.reject("pinned-key-missing", kind, pin.generation);
    }
  }

  /** The pins to keep from now on: never an older generation, and nothing new of a kind with findings. */
  newPins(): Pins {
    const pins = { ...this.pinned };
    for (const kind of PINNED_KINDS) {
      const name = pinName(this.caseId, kind);
      const newest = this.newest(kind);
      if (newest !== null) pins[name] = { generation: newest.generation, sha256: toHex(sha256(newest.key)) };
    }
    return pins;
  }

  /** Forget every key: the case is not this reader's. */
  clear(): void {
    this.#keys.clear();
    this.shares.length = 0;
  }

  #newestGeneration(kind: KeyKind): number | null {
    const generations = [...this.#keys.keys()]
      .map((name) => name.split("/").map(Number) as [number, number])
      .filter(([of]) => of === kind)
      .map(([, generation]) => generation);
    return generations.length === 0 ? null : Math.max(...generations);
  }
}

/**
 * Open this reader's grants (protocol §4). What does not open, or is not what the server says it is (case, kind,
 * generation), is rejected in the ring. Who granted is not judged here.
 */
export async function openGrants(view: CaseView, identity: Opener, ring: KeyRing): Promise<Grant[]> {
  const opened: Grant[] = [];
  for (const { keyKind, generation, sealed } of view.grants) {
    const grant = await openOrNull(identity, sealed);
    const asAnnounced =
      grant !== null && grant.caseId === view.caseId && grant.keyKind === keyKind && grant.generation === generation;
    if (asAnnounced) opened.push(grant);
    else ring.reject("grant-invalid", keyKind, generation);
  }
  return opened;
}

async function openOrNull(identity: Opener, sealed: Uint8Array): Promise<Grant | null> {
  try {
    return await openGrant(identity, sealed);
  } catch (error) {
    if (error instanceof VaultError) return null;
    throw error;
  }
}

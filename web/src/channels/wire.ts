/** What the desk's API says of channels to their administrators (vouchsafe/channels/views/editor.py). */
import type { Text } from "../common/definition";
import type { Language } from "../people/stage";
import type { Sources } from "./languages";
import type { Tree } from "./tree";

export type { Language };

/** What keeps a draft from being published; `place` such as "categories[1].law.en". */
export interface Problem {
  readonly place: string;
  readonly code: string;
  readonly sentence: string;
}

export interface Version {
  readonly version: number;
  readonly published_on: string;
}

interface Managed {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  /** Whether it takes reports. */
  readonly open: boolean;
  /** Newest first. */
  readonly versions: readonly Version[];
  /** The page of trials at the report door; null before the channel opens. */
  readonly test_address: string | null;
  /** Names of its independent handlers: without one, no report can go past the leadership. */
  readonly independent: readonly string[];
}

export interface ChannelRow extends Managed {
  readonly draft: boolean;
}

export interface Starter {
  readonly name: string;
  readonly title: Text;
  readonly purpose: Text;
  readonly questions: number;
}

export interface ChannelsAnswer {
  readonly channels: readonly ChannelRow[];
  readonly starters: readonly Starter[];
  readonly languages: readonly Language[];
}

export interface Saved {
  readonly revision: number;
  readonly problems: readonly Problem[];
}

/** A law pack that a channel may name (vouchsafe/law/packs). */
export interface Law {
  readonly id: string;
  readonly name: string;
  readonly statute: string;
}

export interface ChannelAnswer extends Managed {
  /** `older`: translations that were made of other English texts than those of the draft. */
  readonly draft: (Saved & { readonly body: Tree; readonly older: Sources }) | null;
  readonly languages: readonly Language[];
  readonly laws: readonly Law[];
}

/** One difference; of a move, `old` and `new` are positions from 0. `about` names the nearest thing with a name. */
export interface Change {
  readonly kind: "added" | "removed" | "moved" | "changed";
  readonly place: string;
  readonly old: unknown;
  readonly new: unknown;
  readonly about: Text | null;
  readonly pieces: readonly { readonly kind: "same" | "added" | "removed"; readonly text: string }[];
}

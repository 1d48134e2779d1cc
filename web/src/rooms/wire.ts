/** What the desk's API says about reply rooms (server contract). */

import type { Addition } from "../cases/writing";
import type { Definition } from "../common/definition";
import type { Bytes } from "../vault/bytes";

/** GET /channels/<id>/published: what a room is sealed for now, and where the report door is. */
export interface Published {
  readonly version: number;
  readonly definition: Definition;
  readonly door: string;
}

/** What the handler types to open a room. */
export interface RoomSaid {
  readonly title: string;
  readonly notice: string;
}

/** A sealed room, ready to be sent. `link`: how the case that it belongs to is filed then, which goes first. */
export interface SealedRoom {
  readonly room: string;
  /** For the person concerned, shown once. */
  readonly receipt: string;
  readonly link: Addition;
  readonly bundle: Bytes;
}

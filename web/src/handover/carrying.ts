/** Files of a hand-over: each opened and verified, sealed anew under the partner's id, and uploaded to the own server. */
import { openAttachment } from "../cases/downloading";
import { type Api, TUS } from "../common/api";
import { StreamUpload } from "../common/tus";
import { DeskError } from "../people/errors";
import { blobSealedSize } from "../vault/padding";
import type { ReportSealer } from "../vault/report";
import type { ReadCase } from "../vault/thread";
import type { OpenedOf } from "../vault/threadTypes";
import type { Announced } from "../worker/attach";

interface Room {
  readonly number: number;
  readonly size: number;
  readonly blob: string | null;
  readonly failure: string;
}

/** Where the rooms of a proposal are asked for, and at which partner. */
export interface Carriage {
  readonly api: Api;
  readonly proposal: string;
  readonly partner: string;
  readonly progress: (share: number) => void;
}

const WAIT = 700;
const TRIES = 120;

/**
 * Carries every file into the new report. Nothing is sealed to it before each was verified whole.
 * @throws DeskError "desk/partner-silent", VaultError for a file that is not what its manifest says, ApiError.
 */
export async function carryFiles(
  read: ReadCase,
  files: readonly OpenedOf<"attachment">[],
  sealer: ReportSealer,
  carriage: Carriage,
): Promise<void> {
  if (files.length === 0) return;
  const path = `/cases/${read.caseId}/proposals/${carriage.proposal}/rooms`;
  const rooms = await roomsFor(files, path, carriage);
  const total = files.reduce((sum, { body }) => sum + blobSealedSize(body.size), 0);
  let before = 0;
  for (const [at, file] of files.entries()) {
    const { number, size, blob } = rooms[at] as Room;
    const { body, stream, done } = await openAttachment(read, carriage.api, file.id);
    const { name, media_type: mediaType, removed } = body;
    const sealed = await sealer.sealAttachment(
      { source: stream, size: body.size, name, mediaType, removed },
      String(blob),
    );
    const { location } = await carriage.api.send<Announced>("POST", `${path}/${number}`, {}, TUS);
    const address = new URL(location, new URL(carriage.api.base, globalThis.location?.href)).href;
    const progress = (sent: number) => carriage.progress((before + sent) / total);
    await new StreamUpload(address, sealed.stream, sealed.sealedSize).run({ progress });
    await Promise.all([done, sealed.done]);
    before += size;
  }
}

/** Room at the partner for each file, in the order of the files. */
async function roomsFor(
  files: readonly OpenedOf<"attachment">[],
  path: string,
  { api, partner }: Carriage,
): Promise<Room[]> {
  const sizes = files.map(({ body }) => blobSealedSize(body.size));
  let { rooms } = await api.send<{ rooms: Room[] }>("POST", path, { partner, sizes });
  for (let tries = 0; tries < TRIES && rooms.some(({ blob, failure }) => blob === null && failure === ""); tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, WAIT));
    ({ rooms } = await api.get<{ rooms: Room[] }>(path));
  }
  const fit = rooms.length === sizes.length && rooms.every(({ blob, size }, at) => blob !== null && size === sizes[at]);
  if (!fit) throw new DeskError("desk/partner-silent", "The partner gave no room for the files.");
  return rooms;
}

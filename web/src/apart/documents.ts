/** Requests to open what is kept apart as plain data, for either side's pages. Pure. */
import type { Author } from "../cases/caseReading";
import type { Bodies } from "../vault/bodies";
import type { Opened } from "../vault/threadTypes";
import type { RequestState } from "./wire";

/** What somebody said to a request, or why it cannot be read. */
export type SaidView =
  | { readonly readable: true; readonly author: Author; readonly body: Bodies["decision"] }
  | { readonly readable: false; readonly reason: string };

interface About {
  readonly id: string;
  readonly case: string;
  readonly channel: string;
  readonly state: RequestState;
  readonly isMine: boolean;
}

/** A request as a holder of a share reads it. */
export type RequestView =
  | (About & { readonly readable: false; readonly reason: string })
  | (About & {
      readonly readable: true;
      readonly hash: string;
      readonly body: Bodies["request"];
      /** The first day on which a share may be given: the later of what was signed and what the server keeps. */
      readonly notBefore: string;
      readonly expiresOn: string;
      readonly asker: Author;
      readonly said: readonly SaidView[];
    });
export type ReadableRequest = Extract<RequestView, { readable: true }>;

/** A document of opening what is kept apart, in a case's thread. */
export type Document =
  | { readonly kind: "request"; readonly body: Bodies["request"] }
  | { readonly kind: "decision"; readonly body: Bodies["decision"] };

/** The document that an entry is, or null for any other. */
export function documentOf({ kind, body }: Opened): Document | null {
  if (kind === "request") return { kind, body };
  return kind === "decision" ? { kind, body } : null;
}

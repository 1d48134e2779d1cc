/**
 * How handlers file a case: tags, links and tasks, all under the desk key. Sealed and read in the worker.
 *
 * Each is written whole again when it changes, one revision above the highest that was read; of two that were written
 * at once, the later in the case's verified order counts.
 */
import { newId } from "../vault/bytes";
import { DESK_KINDS } from "../vault/compose";
import { heads, type ReadCase } from "../vault/thread";
import type { Opened, OpenedOf } from "../vault/threadTypes";

/** A case's tags, and other cases that a handler linked by hand. */
export interface Filing {
  readonly tags: readonly string[];
  readonly links: readonly { readonly case: string; readonly why: string }[];
}

/** Something to be done. `who`: a member's id. */
export interface Task {
  readonly id: string;
  readonly text: string;
  readonly dueOn: string | null;
  readonly who: string | null;
  readonly done: "yes" | "dropped" | null;
}

/** A task to write: without an id it is a new one. */
export type TaskToSeal = Omit<Task, "id"> & { readonly id: string | null };

export const NOTHING_FILED: Filing = { tags: [], links: [] };

/** How the case is filed now. */
export function filingOf(read: ReadCase): Filing {
  const body = newestFiling(read)?.body;
  return body === undefined ? NOTHING_FILED : { tags: body.tags, links: body.links };
}

/** Every task of the case as it is now: open ones first, by their day, those without one after them. */
export function tasksOf(read: ReadCase): Task[] {
  const newest = new Map<string, OpenedOf<"task">>();
  for (const entry of written(read, "task")) {
    const { task, revision } = entry.body;
    if (revision >= (newest.get(task)?.body.revision ?? 0)) newest.set(task, entry);
  }
  const tasks = [...newest.values()].map(({ body }) => ({
    id: body.task,
    text: body.text,
    dueOn: body.due_on ?? null,
    who: body.who ?? null,
    done: body.done ?? null,
  }));
  const rank = ({ done, dueOn }: Task) => `${done === null ? 0 : 1}${dueOn ?? "9"}`;
  return tasks.sort((one, other) => (rank(one) < rank(other) ? -1 : rank(one) > rank(other) ? 1 : 0));
}

/** The body of the next revision of how the case is filed. Tags are trimmed, each stands once, none is empty. */
export function nextFiling(read: ReadCase, { tags, links }: Filing, today: string): OpenedOf<"filing">["body"] {
  const revision = (newestFiling(read)?.body.revision ?? -1) + 1;
  const kept = [...new Set(tags.map((tag) => tag.trim()).filter((tag) => tag !== ""))];
  const bare = links.map((link) => ({ case: link.case, why: link.why }));
  return { written_on: today, revision, tags: kept, links: bare, seen: heads(read, DESK_KINDS) };
}

/** The body of a new task (`id` null), or of the next revision of one. */
export function nextTask(
  read: ReadCase,
  { id, text, dueOn, who, done }: TaskToSeal,
  today: string,
): OpenedOf<"task">["body"] {
  const task = id ?? newId();
  const revisions = written(read, "task").map(({ body }) => (body.task === task ? body.revision : -1));
  return {
    written_on: today,
    task,
    revision: Math.max(-1, ...revisions) + 1,
    text,
    ...(dueOn === null ? {} : { due_on: dueOn }),
    ...(who === null ? {} : { who }),
    ...(done === null ? {} : { done }),
    seen: heads(read, DESK_KINDS),
  };
}

function newestFiling(read: ReadCase): OpenedOf<"filing"> | null {
  return written(read, "filing").reduce<OpenedOf<"filing"> | null>(
    (best, entry) => (best === null || entry.body.revision >= best.body.revision ? entry : best),
    null,
  );
}

function written<K extends "filing" | "task">(read: ReadCase, kind: K): OpenedOf<K>[] {
  const readable = read.entries.filter((entry): entry is Opened => entry.readable);
  return readable.filter((entry): entry is OpenedOf<K> & Opened => entry.kind === kind) as OpenedOf<K>[];
}

/** The list of cases as it fills: a first page at once, the rest behind it, titles from this browser where it has them. */
import type { Title } from "./reading";
import { EVERYTHING, type Narrowing, queryOf, sameList } from "./views";
import type { CaseRow, InboxAnswer } from "./wire";

/** What the list needs: the server's pages, and the worker that holds the keys. */
export interface Source {
  page(query: URLSearchParams): Promise<InboxAnswer>;
  known(rows: readonly CaseRow[]): Promise<Readonly<Record<string, Title>>>;
  /** Opens the titles of at most `CHUNK` rows. */
  open(rows: readonly CaseRow[]): Promise<Readonly<Record<string, Title>>>;
  /** These are all that the member may list: of others nothing is kept. */
  keepOnly(rows: readonly CaseRow[]): Promise<void>;
  /** The same, where this list is not all: the worker asks for all. */
  purge(): Promise<void>;
}

export const CHUNK = 50;
const PAGE_BEHIND = 1000;

export class CaseList {
  rows: readonly CaseRow[] = [];
  readonly titles = new Map<string, Title>();
  /** Whether every row is here; titles may still be opened then. */
  complete = false;
  /** Whether nothing more is to come: every row is here, every title was opened. */
  done = false;
  /** Titles that are to be opened, and how many of them are. */
  toOpen = 0;
  opened = 0;
  private run = 0;
  private purged = false;
  private next: string | null = null;

  constructor(
    private readonly source: Source,
    private readonly changed: () => void,
  ) {}

  /**
   * The first page with its titles, then `shown`; then all rows behind it, and the titles that nobody opened here yet.
   * Ends early when another narrowing is asked for meanwhile.
   */
  async load(narrowing: Narrowing, shown: () => Promise<void>): Promise<void> {
    this.run += 1;
    this.done = false;
    const { run } = this;
    if (!(await this.begin(narrowing, run))) return;
    await shown();
    if (!(await this.goOn(narrowing, run))) return;
    await this.forgetOthers(narrowing);
    await this.openMissing(run);
    if (run !== this.run) return;
    this.done = true;
    this.changed();
  }

  /** Once, of cases that are listed no more nothing is kept (protocol §10); a narrowed list does not tell which. */
  private async forgetOthers(narrowing: Narrowing): Promise<void> {
    if (sameList(narrowing, EVERYTHING)) await this.source.keepOnly(this.rows);
    else if (!this.purged) await this.source.purge();
    this.purged = true;
  }

  private async begin(narrowing: Narrowing, run: number): Promise<boolean> {
    const answer = await this.source.page(queryOf(narrowing));
    const known = await this.source.known(answer.cases);
    const missing = lacking(answer.cases, known);
    const opened = missing.length === 0 ? {} : await this.source.open(missing);
    if (run !== this.run) return false;
    this.rows = answer.cases;
    this.next = answer.next;
    this.complete = answer.next === null;
    this.opened = 0;
    this.toOpen = 0;
    this.take({ ...known, ...opened });
    return true;
  }

  /** All rows behind the first page; false where that was stopped. */
  private async goOn(narrowing: Narrowing, run: number): Promise<boolean> {
    while (this.next !== null) {
      const query = queryOf(narrowing);
      query.set("after", this.next);
      query.set("limit", String(PAGE_BEHIND));
      const answer = await this.source.page(query);
      const known = await this.source.known(answer.cases);
      if (run !== this.run) return false;
      this.rows = [...this.rows, ...answer.cases];
      this.next = answer.next;
      this.take(known);
    }
    if (run !== this.run) return false;
    this.complete = true;
    this.changed();
    return true;
  }

  /** Nobody looks any more: nothing is fetched or opened after what runs now. */
  stop(): void {
    this.run += 1;
  }

  /** Puts one row in the place of what it was. */
  replace(row: CaseRow): void {
    this.rows = this.rows.map((one) => (one.id === row.id ? row : one));
    this.changed();
  }

  private async openMissing(run: number): Promise<void> {
    const missing = this.rows.filter(({ id, title }) => title !== null && !this.titles.has(id));
    this.toOpen = missing.length;
    const open = (at: number) => this.source.open(missing.slice(at, at + CHUNK));
    // While one lot is opened the next one is on its way.
    let next = missing.length > 0 ? open(0) : null;
    for (let at = CHUNK; next !== null; at += CHUNK) {
      const now = next;
      next = at < missing.length ? open(at) : null;
      next?.catch(() => undefined); // told when it is waited for
      const opened = await now;
      if (run !== this.run) return;
      this.opened = Math.min(at, missing.length);
      this.take(opened);
    }
  }

  private take(titles: Readonly<Record<string, Title>>): void {
    for (const [id, title] of Object.entries(titles)) this.titles.set(id, title);
    this.changed();
  }
}

function lacking(rows: readonly CaseRow[], known: Readonly<Record<string, Title>>): CaseRow[] {
  return rows.filter(({ id, title }) => title !== null && known[id] === undefined);
}

/** Three presses of Shift, alone and soon after each other, as in GOV.UK's "Exit this page". */

const KEY = "Shift";
const PRESSES = 3;
const PAUSE = 5_000;

/** What is needed of a KeyboardEvent; `timeStamp` in milliseconds. */
interface Key {
  readonly key: string;
  readonly timeStamp: number;
  readonly repeat?: boolean;
}

export class ThreePresses {
  private count = 0;
  private last = 0;
  private alone = false;

  /** A key goes down; any other than Shift starts the count anew, so that capital letters do not leave the page. */
  down({ key, repeat }: Key): void {
    if (key !== KEY) this.forget();
    else if (!repeat) this.alone = true;
  }

  /** A key comes up; true when that was the third press. */
  up({ key, timeStamp }: Key): boolean {
    if (key !== KEY || !this.alone) return false;
    this.count = timeStamp - this.last <= PAUSE ? this.count + 1 : 1;
    this.last = timeStamp;
    return this.count >= PRESSES;
  }

  /** Starts the count anew: something else was pressed. */
  forget(): void {
    this.count = 0;
    this.alone = false;
  }
}

/**
 * The receipt: 120 bits that let a reporter come back, as text that survives being written down (protocol §6).
 *
 * Text: 24 symbols of Crockford's base32 and four check symbols, in seven groups of four.
 */
import { type Bytes, copyOf, label, type RandomSource, randomBytes } from "./bytes";
import { Malformed } from "./errors";
import { ReporterKeys } from "./keys";
import { caseIdOf } from "./place";
import { hkdf, sha256 } from "./primitives";
import { CODE_SYMBOLS, checkSymbols, judge } from "./receiptCode";
import { spell, symbolsIn } from "./receiptText";

const RECEIPT_BYTES = 15;
const DATA_SYMBOLS = 24;

export type ReceiptCode = "receipt/length" | "receipt/symbol" | "receipt/mendable" | "receipt/wrong";

/** A text that is no receipt. `suggestion` (code "receipt/mendable" only): the text that was probably meant. */
export class ReceiptError extends Malformed {
  constructor(
    code: ReceiptCode,
    message: string,
    readonly suggestion: string | null = null,
  ) {
    super(message, code);
  }
}

/** A receipt and all that follows from it. Everything here but `lookupHash` and `caseId` is secret. */
export class Receipt {
  /** Seven groups of four symbols, joined by dashes. */
  readonly text: string;
  /** 32 bytes; sent only to come back. */
  readonly lookupToken: Bytes;
  /** SHA-256 of the lookup token; sent with the report. */
  readonly lookupHash: Bytes;
  readonly caseId: string;
  readonly #bytes: Bytes;
  #keys: ReporterKeys | undefined;

  private constructor(bytes: Uint8Array) {
    this.#bytes = copyOf(bytes);
    this.text = textOf(this.#bytes);
    this.lookupToken = this.#derive("lookup");
    this.lookupHash = sha256(this.lookupToken);
    this.caseId = caseIdOf(this.keys.signing.public);
  }

  /** A new receipt. */
  static generate(random: RandomSource = randomBytes): Receipt {
    return new Receipt(random(RECEIPT_BYTES));
  }

  /** @throws Malformed unless there are 15 bytes. */
  static fromBytes(bytes: Uint8Array): Receipt {
    if (bytes.length !== RECEIPT_BYTES) throw new Malformed("A receipt has 15 bytes.");
    return new Receipt(bytes);
  }

  /**
   * Read what a person typed or pasted: any case, spaces and dashes anywhere, O for 0, I and L for 1.
   * @throws ReceiptError, always before anything is asked of the server. One wrong symbol is not mended here: the
   *   error carries the suggestion, and the page reads that one only once the person has confirmed it.
   */
  static parse(text: string): Receipt {
    const word = symbolsOf(text);
    const verdict = judge(word);
    if (verdict.state === "mendable") {
      const suggestion = spell(verdict.mended);
      throw new ReceiptError("receipt/mendable", "One symbol of this receipt is not right.", suggestion);
    }
    if (verdict.state === "wrong") {
      throw new ReceiptError("receipt/wrong", "Some symbols of this receipt are not right: compare it with your copy.");
    }
    return new Receipt(bytesOf(word.slice(0, DATA_SYMBOLS)));
  }

  /** The reporter's keys: an age identity to open with, and a signing key. */
  get keys(): ReporterKeys {
    this.#keys ??= new ReporterKeys(this.#derive("identity"), this.#derive("signing"));
    return this.#keys;
  }

  #derive(purpose: string): Bytes {
    return hkdf(this.#bytes, label(`vouchsafe/v1/receipt/${purpose}`));
  }
}

/** The 28 symbols (0 to 31) of a typed text. Symbols are judged before the length: both codes are stable. */
function symbolsOf(text: string): number[] {
  const symbols = symbolsIn(text);
  if (symbols.includes(-1)) {
    throw new ReceiptError("receipt/symbol", "A receipt has only digits and letters, and never the letter U.");
  }
  if (symbols.length !== CODE_SYMBOLS) {
    throw new ReceiptError("receipt/length", `A receipt has ${CODE_SYMBOLS} symbols, here are ${symbols.length}.`);
  }
  return symbols;
}

/** The receipt's text: the bytes as 24 symbols, most significant bits first, and their checks. */
function textOf(bytes: Uint8Array): string {
  const bits = bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  const data = Array.from({ length: DATA_SYMBOLS }, (_, i) =>
    Number((bits >> BigInt(5 * (DATA_SYMBOLS - 1 - i))) & 31n),
  );
  return spell([...data, ...checkSymbols(data)]);
}

function bytesOf(data: readonly number[]): Uint8Array {
  const bits = data.reduce((sum, symbol) => (sum << 5n) | BigInt(symbol), 0n);
  return Uint8Array.from({ length: RECEIPT_BYTES }, (_, i) =>
    Number((bits >> BigInt(8 * (RECEIPT_BYTES - 1 - i))) & 255n),
  );
}

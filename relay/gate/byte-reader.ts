/** Thrown for bytes that Yjs would not read, or that no Yjs writes. */
export class MalformedUpdate extends Error {}

/**
 * The depth that a value may be nested to. Yjs recurses into values: one that is too deep for some stack can
 * be written by one replica and read by no other.
 */
export const VALUE_DEPTH_MAX = 64;

/** The longest text, in bytes, that is kept for comparison, and the number of texts that are kept. */
const RECENT_CHARS = 64;
const RECENT_COUNT = 256;

/** Yjs refuses texts that are not UTF-8, and keeps a byte order mark. */
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Recent texts. The same few keys, kinds, colours and people come again and again: comparing one is quicker
 * than decoding it.
 */
const recent: string[] = new Array(RECENT_COUNT).fill('');

/**
 * Reads what lib0 writes, as lib0 reads it; throws `MalformedUpdate` or an error of the platform for
 * everything else. Never reads beyond `bytes`, nor deeper into a value than `VALUE_DEPTH_MAX`.
 */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #at = 0;
  #numbers: DataView | undefined;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** The next byte's index. */
  get at(): number {
    return this.#at;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  byte(): number {
    const byte = this.#bytes[this.#at];
    if (byte === undefined) throw new MalformedUpdate('an early end');
    this.#at += 1;
    return byte;
  }

  /** 7 bits a byte, low bits first. */
  uint(): number {
    let byte = this.byte();
    if (byte < 128) return byte;
    let number = 0;
    let unit = 1;
    for (; byte >= 128; byte = this.byte()) {
      number += (byte & 127) * unit;
      unit *= 128;
      if (unit > Number.MAX_SAFE_INTEGER) throw new MalformedUpdate('a number too large');
    }
    number += byte * unit;
    if (number > Number.MAX_SAFE_INTEGER) throw new MalformedUpdate('a number too large');
    return number;
  }

  text(): string {
    const length = this.uint();
    const start = this.#skip(length);
    if (length > RECENT_CHARS || length === 0) return this.#decode(start);
    const bytes = this.#bytes;
    const slot =
      (length * 31 + (bytes[start] as number) * 7 + (bytes[this.#at - 1] as number)) % RECENT_COUNT;
    const known = recent[slot] as string;
    if (known.length === length) {
      let same = 0;
      while (same < length && known.charCodeAt(same) === bytes[start + same]) same += 1;
      // Only ASCII can be told from its bytes: of all else a character is more than one byte.
      if (same === length) return known;
    }
    const text = this.#decode(start);
    if (text.length === length) recent[slot] = text;
    return text;
  }

  bytes(): Uint8Array {
    const length = this.uint();
    const start = this.#skip(length);
    return this.#bytes.subarray(start, this.#at);
  }

  /** Reads any value; `depth`: how deep it may still be nested. */
  value(depth: number = VALUE_DEPTH_MAX): unknown {
    switch (this.byte()) {
      case 127:
        return undefined;
      case 126:
        return null;
      case 125:
        return this.#int();
      case 124:
        return this.#view.getFloat32(this.#skip(4));
      case 123:
        return this.#view.getFloat64(this.#skip(8));
      case 122:
        return this.#view.getBigInt64(this.#skip(8));
      case 121:
        return false;
      case 120:
        return true;
      case 119:
        return this.text();
      case 118:
        return this.#record(depth);
      case 117:
        return this.#list(depth);
      case 116:
        return this.bytes();
      default:
        throw new MalformedUpdate('an unknown value');
    }
  }

  get #view(): DataView {
    const { buffer, byteOffset, byteLength } = this.#bytes;
    this.#numbers ??= new DataView(buffer, byteOffset, byteLength);
    return this.#numbers;
  }

  /** 6 bits and the sign in the first byte. */
  #int(): number {
    let byte = this.byte();
    const sign = byte & 64 ? -1 : 1;
    let number = byte & 63;
    for (let unit = 64; byte >= 128; unit *= 128) {
      if (unit > Number.MAX_SAFE_INTEGER) throw new MalformedUpdate('a number too large');
      byte = this.byte();
      number += (byte & 127) * unit;
    }
    return sign * number;
  }

  #list(depth: number): unknown[] {
    if (depth === 0) throw new MalformedUpdate('nested too deep');
    const values: unknown[] = [];
    for (let left = this.uint(); left > 0; left--) values.push(this.value(depth - 1));
    return values;
  }

  #record(depth: number): Record<string, unknown> {
    if (depth === 0) throw new MalformedUpdate('nested too deep');
    const record: Record<string, unknown> = {};
    for (let left = this.uint(); left > 0; left--) {
      const key = this.text();
      record[key] = this.value(depth - 1);
    }
    return record;
  }

  /** Skips `length` bytes; returns where they begin. */
  #skip(length: number): number {
    const start = this.#at;
    if (length > this.#bytes.length - start) throw new MalformedUpdate('an early end');
    this.#at = start + length;
    return start;
  }

  #decode(start: number): string {
    return utf8.decode(this.#bytes.subarray(start, this.#at));
  }
}

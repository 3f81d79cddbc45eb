import { BadRequest } from '../errors';

/** How the value of a field lies in a message. */
export const VARINT = 0;
export const FIXED64 = 1;
export const LENGTH_DELIMITED = 2;
export const FIXED32 = 5;

const START_GROUP = 3;
const END_GROUP = 4;

/** How deep groups may lie in each other, and how long they may be; the format has had no use for them for long. */
const MAX_GROUPS = 16;
const MAX_GROUP_BYTES = 65_536;
const LONGEST_VARINT = 10;
const HIGH_WORD = 2 ** 32;

/**
 * Goes through a protobuf message, or a part of one, where it lies: it makes no objects but the texts that are asked
 * for. Whatever the bytes are, it stays inside the part and ends.
 */
export class WireReader {
  /** The number of the field that `next` has come to, and how its value lies. */
  field = 0;
  wireType = 0;
  /** Where the value of a length-delimited field begins and ends. */
  start = 0;
  stop = 0;
  /** The words of the varint that was read last, each as a whole number from 0. */
  low = 0;
  high = 0;

  /**
   * @param at - where the part begins
   * @param end - where it ends
   */
  constructor(
    readonly bytes: Buffer,
    public at = 0,
    public end = bytes.length,
  ) {}

  /** Begins with another part of the same bytes. */
  open(at: number, end: number): void {
    this.at = at;
    this.end = end;
  }

  /**
   * Goes to the next field; of a length-delimited one past its value, whose place is `start` and `stop` then.
   *
   * @returns false at the end
   * @throws BadRequest
   */
  next(): boolean {
    if (this.at >= this.end) return false;
    this.readVarint();
    const { low } = this;
    if (this.high !== 0 || low < 8) throw this.fault('no field');
    this.field = low >>> 3;
    this.wireType = low & 7;
    if (this.wireType === LENGTH_DELIMITED) {
      this.readVarint();
      this.start = this.at;
      this.stop = this.at + this.low;
      if (this.high !== 0 || this.stop > this.end)
        throw this.fault('a field that is longer than the message');
      this.at = this.stop;
    }
    return true;
  }

  /** Goes past the value of the field, whatever it is. @throws BadRequest */
  skip(): void {
    switch (this.wireType) {
      case LENGTH_DELIMITED:
        return;
      case VARINT:
        this.readVarint();
        return;
      case FIXED64:
        this.#advance(8);
        return;
      case FIXED32:
        this.#advance(4);
        return;
      case START_GROUP:
        this.#skipGroup();
        return;
      default:
        throw this.fault('a wire type that there is not');
    }
  }

  /** Reads a varint into `low` and `high`. @throws BadRequest */
  readVarint(): void {
    const { bytes } = this;
    const first = bytes[this.at];
    if (first < 0x80 && this.at < this.end) {
      this.at++;
      this.low = first;
      this.high = 0;
      return;
    }
    let low = 0;
    let high = 0;
    for (let i = 0; i < LONGEST_VARINT; i++) {
      if (this.at >= this.end) throw this.fault('a number without an end');
      const byte = bytes[this.at++];
      const bits = byte & 0x7f;
      if (i < 4) low |= bits << (7 * i);
      else if (i === 4) {
        low |= bits << 28;
        high = bits >>> 4;
      } else high |= bits << (7 * i - 32);
      if (byte < 0x80) {
        this.low = low >>> 0;
        this.high = high >>> 0;
        return;
      }
    }
    throw this.fault('a number of more than ten bytes');
  }

  /** The int64 that was read last; beyond 2^53 the nearest number. */
  get int64(): number {
    return (this.high | 0) * HIGH_WORD + this.low;
  }

  /** The uint64 that was read last; beyond 2^53 the nearest number. */
  get uint64(): number {
    return this.high * HIGH_WORD + this.low;
  }

  /** Reads a number of eight bytes. @throws BadRequest */
  readDouble(): number {
    const { at } = this;
    this.#advance(8);
    return this.bytes.readDoubleLE(at);
  }

  /** The value of a length-delimited field as text; a damaged character becomes U+FFFD. */
  text(): string {
    return this.bytes.toString('utf8', this.start, this.stop);
  }

  /** What is wrong with the message where the reader stands. */
  fault(what: string): BadRequest {
    return new BadRequest(`The message is no protobuf: ${what}, at byte ${this.at} of ${this.bytes.length}.`);
  }

  #advance(count: number): void {
    if (this.at + count > this.end) throw this.fault('a number without an end');
    this.at += count;
  }

  #skipGroup(): void {
    const open = [this.field];
    const limit = this.at + MAX_GROUP_BYTES;
    while (open.length > 0) {
      if (this.at > limit) throw this.fault('a group that is too long');
      if (!this.next()) throw this.fault('a group without an end');
      if (this.wireType === START_GROUP) {
        if (open.length === MAX_GROUPS) throw this.fault('groups nested too deep');
        open.push(this.field);
      } else if (this.wireType === END_GROUP) {
        if (open.pop() !== this.field) throw this.fault('the end of another group');
      } else this.skip();
    }
  }
}

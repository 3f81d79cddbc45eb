import protobuf from 'protobufjs/minimal';

const FIRST_CAPACITY = 1 << 12;
const MAX_VARINT_BYTES = 10;
const MAX_UINT32 = 0xffffffff;

/**
 * Protobuf writer that writes into one growing buffer.
 *
 * The writer that comes with protobufjs keeps an object for every value until the end; a forest of half a
 * million nodes has ten million values. It implements what the generated ONNX encoder calls, which is all that
 * an ONNX model consists of.
 */
export class SequentialWriter extends protobuf.Writer {
  #bytes = new Uint8Array(FIRST_CAPACITY);
  #view = new DataView(this.#bytes.buffer);
  #position = 0;
  readonly #openMessages: number[] = [];
  readonly #utf8 = new TextEncoder();

  override uint32(value: number): this {
    this.#reserve(MAX_VARINT_BYTES);
    this.#varint32(value >>> 0);
    return this;
  }

  override int32(value: number): this {
    return this.int64(value);
  }

  override uint64(value: Parameters<protobuf.Writer['uint64']>[0]): this {
    return this.int64(value);
  }

  override int64(value: Parameters<protobuf.Writer['int64']>[0]): this {
    this.#reserve(MAX_VARINT_BYTES);
    if (typeof value === 'number' && value >= 0 && value <= MAX_UINT32) this.#varint32(value);
    else this.#varint64(BigInt.asUintN(64, BigInt(value.toString())));
    return this;
  }

  override float(value: number): this {
    this.#reserve(4);
    this.#view.setFloat32(this.#position, value, true);
    this.#position += 4;
    return this;
  }

  override double(value: number): this {
    this.#reserve(8);
    this.#view.setFloat64(this.#position, value, true);
    this.#position += 8;
    return this;
  }

  override bytes(value: Uint8Array | string): this {
    const bytes = typeof value === 'string' ? Buffer.from(value, 'base64') : value;
    this.#reserve(MAX_VARINT_BYTES + bytes.length);
    this.#varint32(bytes.length);
    this.#bytes.set(bytes, this.#position);
    this.#position += bytes.length;
    return this;
  }

  override string(value: string): this {
    return this.bytes(this.#utf8.encode(value));
  }

  override fork(): this {
    this.#openMessages.push(this.#position);
    return this;
  }

  /** Closes the message opened last: its length is known only now, so its bytes move to make room for it. */
  override ldelim(): this {
    const start = this.#openMessages.pop();
    if (start === undefined) throw new RangeError('ldelim without fork');
    const end = this.#position;
    this.#reserve(MAX_VARINT_BYTES);
    const lengthBytes = varint32Bytes(end - start);
    this.#bytes.copyWithin(start + lengthBytes, start, end);
    this.#position = start;
    this.#varint32(end - start);
    this.#position = end + lengthBytes;
    return this;
  }

  override finish(): Uint8Array {
    return this.#bytes.slice(0, this.#position);
  }

  #reserve(byteCount: number): void {
    const needed = this.#position + byteCount;
    if (needed <= this.#bytes.length) return;
    // What follows large bytes is small, and doubling them once more would copy all of them for it.
    const larger = new Uint8Array(Math.max(needed + (needed >>> 4), this.#bytes.length * 2));
    larger.set(this.#bytes);
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer);
  }

  #varint32(value: number): void {
    let rest = value;
    while (rest > 127) {
      this.#bytes[this.#position++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    this.#bytes[this.#position++] = rest;
  }

  #varint64(value: bigint): void {
    let rest = value;
    while (rest > 127n) {
      this.#bytes[this.#position++] = Number(rest & 127n) | 128;
      rest >>= 7n;
    }
    this.#bytes[this.#position++] = Number(rest);
  }
}

function varint32Bytes(value: number): number {
  let count = 1;
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) count++;
  return count;
}

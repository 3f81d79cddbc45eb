import { CLOSE_BRACKET, COMMA, OPEN_BRACKET } from '../json/json-cursor';
import { LONGEST_NUMBER_BYTES, writeFloat32 } from './write-float32';

const BLOCK_BYTES = 65_536;

/** Where a block is written before it becomes text; one for all, since nothing is awaited in between. */
const block = Buffer.allocUnsafeSlow(BLOCK_BYTES);

/** Writes a long text in ASCII piece by piece; one at a time, from `new` to `finish`. */
export class AsciiWriter {
  private text = '';
  private at = 0;

  /** @param byte - an ASCII character */
  byte(byte: number): void {
    if (this.at === BLOCK_BYTES) this.flush();
    block[this.at++] = byte;
  }

  /** `count` finite numbers from `start` on as a list, each as the double that equals it. */
  numberList(values: Float32Array, start: number, count: number): void {
    this.byte(OPEN_BRACKET);
    for (let i = start; i < start + count; i++) {
      if (this.at >= BLOCK_BYTES - LONGEST_NUMBER_BYTES) this.flush();
      if (i > start) block[this.at++] = COMMA;
      this.at = writeFloat32(values[i], block, this.at);
    }
    this.byte(CLOSE_BRACKET);
  }

  /** The whole text. */
  finish(): string {
    this.flush();
    return this.text;
  }

  private flush(): void {
    const written = block.toString('latin1', 0, this.at);
    this.text = this.text === '' ? written : this.text + written;
    this.at = 0;
  }
}

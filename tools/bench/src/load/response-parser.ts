const HEAD_END = '\r\n\r\n';
/** A head is looked for in pieces of this many bytes, so that a long body is not turned into text. */
const HEAD_PIECE_BYTES = 1024;
const CONTENT_LENGTH = /\r\ncontent-length: *(\d+)/i;

/**
 * Finds the ends of the responses on a keep-alive connection. It reads just what a load generator must know,
 * the status and the length, so that it costs little beside the server that it measures.
 */
export class ResponseParser {
  #head = '';
  #status = 0;
  #bodyBytes = 0;
  #bodyBytesLeft = 0;

  /** @param onResponse - called with the status and the length of the body at the end of each response */
  constructor(private readonly onResponse: (status: number, bodyBytes: number) => void) {}

  /**
   * Takes the next bytes of the connection, which may end anywhere.
   *
   * @throws Error for a response without a Content-Length
   */
  feed(bytes: Buffer): void {
    let at = 0;
    while (at < bytes.length) {
      at = this.#bodyBytesLeft > 0 ? this.#skipBody(bytes, at) : this.#readHead(bytes, at);
    }
  }

  #skipBody(bytes: Buffer, at: number): number {
    const skipped = Math.min(this.#bodyBytesLeft, bytes.length - at);
    this.#bodyBytesLeft -= skipped;
    if (this.#bodyBytesLeft === 0) this.onResponse(this.#status, this.#bodyBytes);
    return at + skipped;
  }

  #readHead(bytes: Buffer, at: number): number {
    const before = this.#head.length;
    const pieceEnd = Math.min(at + HEAD_PIECE_BYTES, bytes.length);
    this.#head += bytes.toString('latin1', at, pieceEnd);
    const end = this.#head.indexOf(HEAD_END);
    if (end < 0) return pieceEnd;
    const head = this.#head.slice(0, end);
    this.#head = '';
    this.#status = Number(head.slice('HTTP/1.1 '.length, 'HTTP/1.1 200'.length));
    const [, length] = CONTENT_LENGTH.exec(head) ?? [];
    if (length === undefined) throw new Error(`A response came without a Content-Length: ${head}`);
    this.#bodyBytes = Number(length);
    this.#bodyBytesLeft = this.#bodyBytes;
    if (this.#bodyBytesLeft === 0) this.onResponse(this.#status, this.#bodyBytes);
    return at + end + HEAD_END.length - before;
  }
}

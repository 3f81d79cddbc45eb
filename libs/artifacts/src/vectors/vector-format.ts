import { CorruptPackage } from '../errors';

/** How two vectors are compared: by their inner product, or by the cosine of the angle between them. */
export const SIMILARITIES = ['inner_product', 'cosine'] as const;
export type Similarity = (typeof SIMILARITIES)[number];

/** What a vector file says of itself. */
export interface VectorHeader {
  /** How many numbers a vector has. */
  readonly dim: number;
  readonly count: number;
  readonly similarity: Similarity;
  /** The SHA-256 of the graph that made the vectors, in hexadecimal digits; null where none did. */
  readonly encodedBy: string | null;
}

/** A header, and how many bytes the ids take together. */
export interface FileHeader extends VectorHeader {
  readonly idBytes: number;
}

/** Where the parts of a vector file lie, in bytes from its beginning. */
export interface VectorLayout {
  /** float32 [count, dim], row-major. */
  readonly rowsAt: number;
  /** uint32 [count + 1]: where each id begins among the ids, and where the last one ends. */
  readonly offsetsAt: number;
  /** The ids as UTF-8, one behind the other. */
  readonly idsAt: number;
  readonly size: number;
}

/** Of the header: the magic, format, dim, count (8 bytes), similarity, 4 bytes of 0, bytes of the ids (8), SHA-256; then 0. */
export const HEADER_BYTES = 128;
export const FLOAT_BYTES = Float32Array.BYTES_PER_ELEMENT;
export const OFFSET_BYTES = Uint32Array.BYTES_PER_ELEMENT;
const MAGIC = Buffer.from('RKVECTOR');
const FORMAT = 1;
const AT = { format: 8, dim: 12, count: 16, similarity: 24, idBytes: 32, encodedBy: 40 } as const;
const SHA256_BYTES = 32;

/** What vector databases take, and more than any model here makes. */
export const MAX_DIM = 32_768;
export const MAX_COUNT = 2 ** 31 - 1;
/** An offset has four bytes. */
export const MAX_ID_BYTES = 2 ** 32 - 1;

export function layoutOf({ dim, count, idBytes }: FileHeader): VectorLayout {
  const offsetsAt = HEADER_BYTES + count * dim * FLOAT_BYTES;
  const idsAt = offsetsAt + (count + 1) * OFFSET_BYTES;
  return { rowsAt: HEADER_BYTES, offsetsAt, idsAt, size: idsAt + idBytes };
}

export function encodeHeader({ dim, count, similarity, encodedBy, idBytes }: FileHeader): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  MAGIC.copy(header);
  header.writeUInt32LE(FORMAT, AT.format);
  header.writeUInt32LE(dim, AT.dim);
  header.writeBigUInt64LE(BigInt(count), AT.count);
  header.writeUInt32LE(SIMILARITIES.indexOf(similarity), AT.similarity);
  header.writeBigUInt64LE(BigInt(idBytes), AT.idBytes);
  if (encodedBy !== null) Buffer.from(encodedBy, 'hex').copy(header, AT.encodedBy);
  return header;
}

/**
 * Reads a header, and proves that a file of this size can be what it says.
 *
 * @param bytes - the file, or its beginning
 * @param file - its name, for messages
 * @throws CorruptPackage
 */
export function decodeHeader(bytes: Buffer, size: number, file: string): FileHeader {
  if (bytes.length < HEADER_BYTES) {
    throw new CorruptPackage(`${file} has ${size} bytes, too few for a vector file: write or copy it again.`);
  }
  // The header is written last.
  if (bytes.subarray(0, HEADER_BYTES).every(byte => byte === 0)) {
    throw new CorruptPackage(`${file} was never finished by the program that wrote it: write it again.`);
  }
  if (!bytes.subarray(0, MAGIC.length).equals(MAGIC)) {
    throw new CorruptPackage(`${file} is no vector file: it does not begin with ${MAGIC.toString()}.`);
  }
  const format = bytes.readUInt32LE(AT.format);
  if (format !== FORMAT) {
    throw new CorruptPackage(
      `${file} is a vector file of the format ${format}, and this program reads ${FORMAT}: use a newer one.`,
    );
  }
  const sha = bytes.subarray(AT.encodedBy, AT.encodedBy + SHA256_BYTES);
  const similarity = SIMILARITIES.at(bytes.readUInt32LE(AT.similarity));
  const header = {
    dim: bytes.readUInt32LE(AT.dim),
    count: Number(bytes.readBigUInt64LE(AT.count)),
    idBytes: Number(bytes.readBigUInt64LE(AT.idBytes)),
    encodedBy: sha.every(byte => byte === 0) ? null : sha.toString('hex'),
  };
  if (similarity === undefined || !isPossible(header)) {
    throw new CorruptPackage(`${file}: its header makes no sense: write or copy it again.`);
  }
  const said = { ...header, similarity };
  const expected = layoutOf(said).size;
  if (size !== expected) {
    throw new CorruptPackage(
      `${file} has ${size} bytes, but ${header.count} vectors of ${header.dim} and their ids make ${expected}: it is cut off or was changed; write or copy it again.`,
    );
  }
  return said;
}

function isPossible({ dim, count, idBytes }: Pick<FileHeader, 'dim' | 'count' | 'idBytes'>): boolean {
  return dim >= 1 && dim <= MAX_DIM && count <= MAX_COUNT && idBytes <= MAX_ID_BYTES;
}

import { crc32 } from 'node:zlib';
import { damaged, unsupported } from './checkpoint-error';

const END_SIGNATURE = 0x06054b50;
const END_SIZE = 22;
const MAX_COMMENT = 0xffff;
const ENTRY_SIGNATURE = 0x02014b50;
const ENTRY_SIZE = 46;
const LOCAL_SIGNATURE = 0x04034b50;
const LOCAL_SIZE = 30;
const ENCRYPTED = 1;

/**
 * The files of a ZIP archive whose entries are stored, not compressed, as `torch.save` writes it
 * (https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT). The values are views into `bytes`.
 *
 * @throws InvalidModelFile if the archive is damaged; the checksum of every entry is verified
 * @throws UnsupportedModel if an entry is compressed or encrypted, or the archive exceeds 4 GB (ZIP64)
 */
export function readStoredZip(bytes: Uint8Array): ReadonlyMap<string, Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = endOfDirectory(view);
  const count = view.getUint16(end + 10, true);
  let position = view.getUint32(end + 16, true);
  if (count === 0xffff || position === 0xffffffff) {
    unsupported('an archive of more than 4 GB or 65,534 files (ZIP64)', 'Save a smaller model.');
  }
  const files = new Map<string, Uint8Array>();
  for (let i = 0; i < count; i++) {
    const { name, content, next } = readEntry(bytes, view, position, end);
    if (files.has(name)) damaged(`"${name}" is there twice`, `byte ${position}`);
    files.set(name, content);
    position = next;
  }
  return files;
}

/** Where the record at the end of the archive begins; only a comment may follow it. */
function endOfDirectory(view: DataView): number {
  const last = view.byteLength - END_SIZE;
  for (let at = last; at >= Math.max(0, last - MAX_COMMENT); at--) {
    if (view.getUint32(at, true) === END_SIGNATURE && view.getUint16(at + 20, true) === last - at) return at;
  }
  return damaged('the directory at the end of the archive is missing', `byte ${view.byteLength}`);
}

function readEntry(bytes: Uint8Array, view: DataView, at: number, end: number) {
  if (at + ENTRY_SIZE > end || view.getUint32(at, true) !== ENTRY_SIGNATURE) {
    damaged('the directory of the archive is broken', `byte ${at}`);
  }
  const nameLength = view.getUint16(at + 28, true);
  const next = at + ENTRY_SIZE + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  if (next > end) damaged('an entry of the directory ends early', `byte ${at}`);
  const name = textOf(bytes.subarray(at + ENTRY_SIZE, at + ENTRY_SIZE + nameLength));
  if (view.getUint16(at + 8, true) & ENCRYPTED || view.getUint16(at + 10, true) !== 0) {
    unsupported(`"${name}" is compressed or encrypted`, 'Use the file as torch.save wrote it.');
  }
  // The sizes of the directory hold even where the local header leaves them to a data descriptor.
  const size = view.getUint32(at + 20, true);
  const start = startOfContent(view, view.getUint32(at + 42, true), end);
  if (size !== view.getUint32(at + 24, true) || size > end - start) {
    damaged(`"${name}" does not lie inside the file`, `byte ${at}`);
  }
  const content = bytes.subarray(start, start + size);
  if (crc32(content) !== view.getUint32(at + 16, true)) {
    damaged(`the checksum of "${name}" is wrong`, `byte ${start}`);
  }
  return { name, content, next };
}

function startOfContent(view: DataView, header: number, end: number): number {
  if (header + LOCAL_SIZE > end || view.getUint32(header, true) !== LOCAL_SIGNATURE) {
    damaged('an entry of the archive has no header', `byte ${header}`);
  }
  return header + LOCAL_SIZE + view.getUint16(header + 26, true) + view.getUint16(header + 28, true);
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}

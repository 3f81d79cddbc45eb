import { NotAModel } from '../errors';
import type { Version } from './version';

const JSON_VERSION = /^"version"\s*:\s*\[\s*(\d+)\s*,\s*(\d+)\s*,\s*(\d+)\s*\]/;
/** Bytes after the key in which the three numbers of a version always end. */
const VERSION_BYTES = 64;

/**
 * Reads the version of XGBoost that wrote a model file, JSON or UBJSON, without parsing the file: JSON
 * files of XGBoost may hold a bare NaN, and a forest can be hundreds of megabytes.
 *
 * @throws NotAModel if there is no version
 */
export function modelFileVersion(model: Uint8Array): Version {
  const bytes = Buffer.from(model.buffer, model.byteOffset, model.byteLength);
  const version =
    lastMatch(bytes, '"version"', readJsonVersion) ?? lastMatch(bytes, 'version', readUbjVersion);
  if (version === undefined) throw new NotAModel();
  return version;
}

/** From the end, because writers sort the keys, and a feature may itself be named "version". */
function lastMatch(
  bytes: Buffer,
  key: string,
  read: (from: Buffer) => Version | undefined,
): Version | undefined {
  const from = Buffer.alloc(VERSION_BYTES); // zeros after the end of the file, so that no read leaves it
  for (let at = bytes.lastIndexOf(key); at >= 0; at = at > 0 ? bytes.lastIndexOf(key, at - 1) : -1) {
    bytes.copy(from.fill(0), 0, at, at + VERSION_BYTES);
    const version = read(from);
    if (version !== undefined) return version;
  }
  return undefined;
}

function readJsonVersion(from: Buffer): Version | undefined {
  const [, major, minor, patch] = JSON_VERSION.exec(from.toString('latin1')) ?? [];
  return major === undefined ? undefined : [Number(major), Number(minor), Number(patch)];
}

const LONGEST_INTEGER = 8;

/** Integer types of UBJSON by their marker: https://ubjson.org/type-reference/value-types/ */
const UBJ_INTEGERS: Readonly<Record<string, (bytes: Buffer, at: number) => readonly [number, size: number]>> =
  {
    i: (bytes, at) => [bytes.readInt8(at), 1],
    U: (bytes, at) => [bytes.readUInt8(at), 1],
    I: (bytes, at) => [bytes.readInt16BE(at), 2],
    l: (bytes, at) => [bytes.readInt32BE(at), 4],
    L: (bytes, at) => [Number(bytes.readBigInt64BE(at)), 8],
  };

/** `version` `[` then, since arrays of XGBoost state their length, `#` count; then marker and value, thrice. */
function readUbjVersion(from: Buffer): Version | undefined {
  let at = 'version'.length;
  if (from[at++] !== '['.charCodeAt(0)) return undefined;
  if (from[at] === '#'.charCodeAt(0)) {
    const count = readInteger(from, at + 1);
    if (count?.value !== 3) return undefined;
    at = count.end;
  }
  const major = readInteger(from, at);
  const minor = major && readInteger(from, major.end);
  const patch = minor && readInteger(from, minor.end);
  return patch && [major.value, minor.value, patch.value];
}

function readInteger(bytes: Buffer, at: number): { value: number; end: number } | undefined {
  const read = UBJ_INTEGERS[String.fromCharCode(bytes[at] ?? 0)];
  if (read === undefined || at + 1 + LONGEST_INTEGER > bytes.length) return undefined;
  const [value, size] = read(bytes, at + 1);
  return { value, end: at + 1 + size };
}

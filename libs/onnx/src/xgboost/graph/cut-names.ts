import type { CategoryName } from '../model-file/xgboost-model';

const FIRST_NON_ASCII = 0x80;

/**
 * Cuts the joined UTF-8 bytes of a category table into its names.
 *
 * The offsets count bytes, as Arrow has them. But from a pandas data frame XGBoost's Python package (3.1 and 3.2,
 * `npstr_to_arrow_strarr`) counts characters, and keeps as many bytes as there are characters: then names from the
 * first character beyond ASCII on are cut in the wrong places, and those at the end are lost. The file does not say
 * which it is. Where both readings are possible an entry has the names of both.
 */
export function cutNames(bytes: Buffer, offsets: Int32Array): CategoryName[] {
  const ends = offsets.subarray(1);
  const byBytes = Array.from(ends, (end, i) => decode(bytes.subarray(offsets[i], end)));
  if (bytes.every(byte => byte < FIRST_NON_ASCII)) return byBytes;
  const characters = [...wholeCharacters(bytes)];
  const byCharacters = Array.from(ends, (end, i) =>
    end <= characters.length ? characters.slice(offsets[i], end).join('') : null,
  );
  if (byBytes.includes(null)) return byCharacters;
  return byBytes.map((name, i) => eitherOf(byCharacters[i] ?? null, name));
}

function eitherOf(name: string | null, other: string | null): CategoryName {
  if (name === null || other === null || name === other) return name ?? other;
  return [name, other];
}

function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** The text up to a last character that is cut off. */
function wholeCharacters(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes, { stream: true });
}

const POWERS: Readonly<Record<string, number>> = { '': 1, k: 1e3, m: 1e6, g: 1e9, t: 1e12 };

/** The bytes of a size such as `500MB` or `16GB`; null where it is none. */
export function byteSizeOf(text: string): number | null {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)\s*(k|m|g|t)?b?$/i.exec(text.trim()) ?? [];
  const bytes = Number(number) * POWERS[unit.toLowerCase()];
  return bytes >= 1 ? Math.floor(bytes) : null;
}

import { DateUnit, type TimeUnit } from 'apache-arrow';
import { wallClock } from './wall-clock';

const DAY_MS = 24 * 60 * 60 * 1000;
const WORD = 2 ** 32;
/** Numbers below are exact, with their sign. */
const SMALL_HIGH_WORD = 2 ** 20;

/** A date as databases show it. */
export function dateText(value: number | bigint, unit: DateUnit): string {
  const milliseconds = unit === DateUnit.DAY ? Number(value) * DAY_MS : Number(value);
  return new Date(milliseconds).toISOString().slice(0, 10);
}

/** How the times of a column are written: `2026-11-01 12:00:00`, with as many digits behind as its unit has. */
export function timestampTexts(unit: TimeUnit, zone: string | null | undefined): (value: bigint) => string {
  const clock = wallClock(zone);
  // Seconds, and thousands, millions, billions of parts of them.
  const digits = 3 * unit;
  const parts = 10n ** BigInt(digits);
  return value => {
    const fraction = ((value % parts) + parts) % parts;
    const seconds = Number((value - fraction) / parts);
    const shown = new Date(clock(seconds) * 1000).toISOString().slice(0, 19).replace('T', ' ');
    return digits === 0 ? shown : `${shown}.${String(fraction).padStart(digits, '0')}`;
  };
}

/** A decimal: a whole number in words of 32 bits, the lowest first, of which so many digits stand behind the point. */
export function decimalText(words: Uint32Array, scale: number): string {
  const digits = wholeText(words);
  if (scale <= 0) return digits === '0' ? digits : digits + '0'.repeat(-scale);
  const isNegative = digits.startsWith('-');
  const padded = (isNegative ? digits.slice(1) : digits).padStart(scale + 1, '0');
  const point = padded.length - scale;
  return `${isNegative ? '-' : ''}${padded.slice(0, point)}.${padded.slice(point)}`;
}

function wholeText(words: Uint32Array): string {
  const high = words[1] | 0;
  const sign = high < 0 ? WORD - 1 : 0;
  const isSmall =
    high < SMALL_HIGH_WORD && high >= -SMALL_HIGH_WORD && words.subarray(2).every(word => word === sign);
  if (isSmall) return String(high * WORD + words[0]);
  let value = 0n;
  for (let i = words.length - 1; i >= 0; i--) value = (value << 32n) | BigInt(words[i]);
  return String(BigInt.asIntN(32 * words.length, value));
}

/** The fewest digits that give back a number of 32 bits: 0.1, where its bits are those of 0.10000000149. */
export function shortestFloat(value: number): number {
  if (!Number.isFinite(value)) return value;
  for (let digits = FEWEST_DIGITS; digits < MOST_DIGITS; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return Number(value.toPrecision(MOST_DIGITS));
}

/** Any decimal of so many digits survives; so many tell any two numbers apart. */
const FEWEST_DIGITS = 6;
const MOST_DIGITS = 9;

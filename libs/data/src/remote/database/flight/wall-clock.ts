import { UnreadableCell } from '../cells/cell-column';

const QUARTER_SECONDS = 15 * 60;
/** Offsets that are kept, of so many quarters of an hour. */
const MOST_KEPT = 10_000;
const FIXED = /^([+-])(\d\d):?(\d\d)$/;
const PARTS = ['year', 'month', 'day', 'hour', 'minute', 'second'] as const;

/** What the clocks of a time zone show, in seconds since 1970 as if it were UTC. */
export type WallClock = (seconds: number) => number;

/**
 * @param zone - a name such as `Asia/Shanghai`, or an offset such as `+08:00`; null or empty for none
 * @throws UnreadableCell for a zone that is not known here
 */
export function wallClock(zone: string | null | undefined): WallClock {
  if (!zone || /^(?:UTC|Etc\/UTC|GMT|Z)$/i.test(zone)) return seconds => seconds;
  const [, sign, hours, minutes] = FIXED.exec(zone) ?? [];
  if (sign !== undefined) {
    const offset = (sign === '-' ? -60 : 60) * (60 * Number(hours) + Number(minutes));
    return seconds => seconds + offset;
  }
  const format = formatOf(zone);
  const offsets = new Map<number, number>();
  return seconds => {
    // No zone has changed its offset but at the quarters of an hour.
    const quarter = Math.floor(seconds / QUARTER_SECONDS);
    let offset = offsets.get(quarter);
    if (offset === undefined) {
      if (offsets.size >= MOST_KEPT) offsets.clear();
      offset = offsetAt(format, quarter * QUARTER_SECONDS);
      offsets.set(quarter, offset);
    }
    return seconds + offset;
  };
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const numeric = Object.fromEntries(PARTS.map(part => [part, 'numeric']));
  try {
    return new Intl.DateTimeFormat('en-US', {
      ...numeric,
      timeZone,
      calendar: 'gregory',
      hourCycle: 'h23',
    });
  } catch {
    throw new UnreadableCell(`its time zone ${timeZone} is not known here. CAST it to STRING in the query.`);
  }
}

function offsetAt(format: Intl.DateTimeFormat, seconds: number): number {
  const shown = new Map(format.formatToParts(seconds * 1000).map(({ type, value }) => [type, Number(value)]));
  const [year, month, day, hour, minute, second] = PARTS.map(part => shown.get(part) ?? 0);
  return Date.UTC(year, month - 1, day, hour, minute, second) / 1000 - seconds;
}

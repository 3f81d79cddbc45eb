import { format } from 'd3-format';

const WHOLE = format(',d');
const GROUPED = format(',.5~r');
const SIGNIFICANT = format('.5~r');
const TINY_OR_HUGE = format('.3e');
const METRIC = format('.5f');
const SHARE = format('.3f');
const PERCENT = format('.1f');
/** Below it decimals are mostly zeros. */
const SMALLEST_MAGNITUDE = -4;
const SIGNED = format('+.5f');

/** A number for a table: whole ones with grouped digits, others with five significant ones; null as a dash. */
export function formatNumber(value: number | null): string {
  if (value === null || Number.isNaN(value)) return '–';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  const magnitude = Math.abs(value);
  if (Number.isInteger(value) && magnitude < 1e15) return WHOLE(value);
  if (magnitude >= 1e5 || magnitude < 1e-4) return TINY_OR_HUGE(value);
  return (magnitude >= 1e4 ? GROUPED : SIGNIFICANT)(value);
}

/** A metric for a column of metrics: five decimals where that suits its size, so that digits stand below digits. */
export function formatMetric(value: number | null): string {
  if (value === null || !(Math.abs(value) >= 1e-3 && Math.abs(value) < 1e3)) return formatNumber(value);
  return METRIC(value);
}

/** By how much a metric differs from another, with its sign: `+0.01234`. */
export function formatDifference(value: number | null): string {
  if (value === null || !Number.isFinite(value)) return formatNumber(value);
  const magnitude = Math.abs(value);
  if (magnitude < 1e-5 && magnitude > 0) return format('+.1e')(value);
  return magnitude >= 1e3 ? format('+,.5~r')(value) : SIGNED(value);
}

/** How the numbers of a column are written that go up to `most`: with as many decimals as show three digits of that. */
export function columnFormat(most: number): (value: number) => string {
  const magnitude = most > 0 && Number.isFinite(most) ? Math.floor(Math.log10(most)) : 0;
  if (magnitude < SMALLEST_MAGNITUDE) return formatNumber;
  const written = format(`,.${Math.max(0, 2 - magnitude)}f`);
  return value => (Number.isFinite(value) ? written(value) : formatNumber(value));
}

/** A share among a few hundred things, of which more digits would say nothing. */
export function formatShare(value: number): string {
  return SHARE(value);
}

/** A share as a percentage: `12.3 %`. */
export function formatPercent(share: number): string {
  return `${PERCENT(100 * share)} %`;
}

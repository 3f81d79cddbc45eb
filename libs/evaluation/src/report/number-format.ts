const GROUPED = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** A number for a table: whole ones with grouped digits, others with five significant ones; null as a dash. */
export function formatNumber(value: number | null): string {
  if (value === null || Number.isNaN(value)) return '–';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  const magnitude = Math.abs(value);
  if (Number.isInteger(value) && magnitude < 1e15) return withMinus(GROUPED.format(value));
  if (magnitude >= 1e5 || magnitude < 1e-4) return withMinus(value.toExponential(3));
  return withMinus(String(Number(value.toPrecision(5))));
}

/** A metric for a column of metrics: five decimals where that suits its size, so that digits stand below digits. */
export function formatMetric(value: number | null): string {
  if (value === null || !(Math.abs(value) >= 1e-3 && Math.abs(value) < 1e3)) return formatNumber(value);
  return withMinus(value.toFixed(5));
}

/** A number beside an axis whose ticks are `step` apart: as many decimals as tell two ticks apart. */
export function formatTick(value: number, step: number): string {
  if (Math.abs(value) < step / 2) return '0';
  const magnitude = Math.abs(value);
  if (magnitude >= 1e6 || step < 1e-5) return withMinus(value.toExponential(1));
  if (magnitude >= 1e4) return withMinus(GROUPED.format(value));
  return withMinus(value.toFixed(Math.max(0, -Math.floor(Math.log10(step) + 1e-9))));
}

/** Coordinates in drawings: a tenth of a unit is finer than any screen. */
export function formatCoordinate(value: number): string {
  return String(Math.round(value * 10) / 10);
}

function withMinus(text: string): string {
  return text.replace(/^-/, '−');
}

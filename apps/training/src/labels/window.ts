import { InvalidArgumentError } from 'commander';

const UNITS_MS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const WINDOW = /^(\d+(?:\.\d+)?)([smhd])$/;

/** Reads a time such as `30m` or `7d`, in milliseconds. @throws InvalidArgumentError */
export function parseWindow(text: string): number {
  const [, amount, unit] = WINDOW.exec(text) ?? [];
  const ms = isUnit(unit) ? Math.round(Number(amount) * UNITS_MS[unit]) : 0;
  if (ms > 0 && Number.isSafeInteger(ms)) return ms;
  throw new InvalidArgumentError('Expected a time such as 30m, 24h or 7d.');
}

function isUnit(text: string | undefined): text is keyof typeof UNITS_MS {
  return text !== undefined && text in UNITS_MS;
}

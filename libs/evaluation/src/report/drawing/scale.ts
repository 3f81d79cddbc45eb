import { format } from 'd3-format';
import { scaleLinear, scaleLog, scaleUtc } from 'd3-scale';
import { formatNumber } from './number-format';

/** Where the values of an axis lie between its ends, and which of them are written beside it. */
export interface Scale {
  /** The values at its ends. */
  readonly ends: readonly [number, number];
  readonly ticks: readonly { readonly value: number; readonly label: string }[];
  /** 0 at the lower end, 1 at the upper one. */
  place(value: number): number;
}

const TICKS = 5;

/** A scale of distances from a round number to a round number, which span `[low, high]`. */
export function linearScale(low: number, high: number): Scale {
  const scale = scaleLinear([low, high > low ? high : low + (Math.abs(low) || 1)], [0, 1]).nice(TICKS);
  const values = scale.ticks(TICKS);
  const label = scale.tickFormat(TICKS, specifierFor(values));
  const [from, to] = scale.domain();
  const ticks = values.map(value => ({ value, label: value === 0 ? '0' : label(value) }));
  return { ends: [from, to], ticks, place: scale };
}

/** A scale of steps from the first to the last, both of which it names, and round numbers between. */
export function stepScale(last: number): Scale {
  const scale = scaleLinear([1, last], [0, 1]);
  const whole = scale.ticks(TICKS).filter(value => Number.isInteger(value));
  const distance = whole.length > 1 ? whole[1] - whole[0] : 1;
  // One that stands close to the last would be written over it.
  const between = whole.filter(value => value > 1 && value < last - distance / 2);
  const ticks = [1, ...between, last].map(value => ({ value, label: formatNumber(value) }));
  return { ends: [1, last], ticks, place: scale };
}

/**
 * A scale of ratios that spans `[low, high]`. Over a short span numbers that begin with 1, 2 or 5 are written beside it,
 * else powers of ten, between which it ends as well.
 *
 * @param low - above 0; what is less lies at the lower end
 */
export function ratioScale(low: number, high: number): Scale {
  const isLong = high > SHORT_SPAN * low;
  const scale = scaleLog(high > low ? [low, high] : [low / 2, low * 2], [0, 1]).clamp(true);
  if (isLong) scale.nice();
  const [from, to] = scale.domain();
  const all = scale.ticks();
  const round = all.filter(value => (isLong ? ['1'] : ['1', '2', '5']).includes(firstDigit(value)));
  const values = round.length > 1 ? round : all;
  return {
    ends: [from, to],
    ticks: thinned(values, MOST_POWERS).map(value => ({ value, label: powerLabel(value) })),
    place: value => (value <= from ? 0 : scale(value)),
  };
}

/** A scale of points in time. */
export function timeScale(from: Date, to: Date): Scale {
  const [first, last] =
    to > from ? [from, to] : [new Date(+from - HALF_A_DAY_MS), new Date(+from + HALF_A_DAY_MS)];
  const scale = scaleUtc([first, last], [0, 1]);
  const label = scale.tickFormat();
  return {
    ends: [+first, +last],
    ticks: scale.ticks(TIME_TICKS).map(time => ({ value: +time, label: label(time) })),
    place: value => scale(value),
  };
}

const SHORT_SPAN = 50;
const MOST_POWERS = 6;
const TIME_TICKS = 4;
const HALF_A_DAY_MS = 12 * 3_600_000;

/** What ticks are written with where as many decimals as tell them apart would be too many digits. */
function specifierFor(values: readonly number[]): string | undefined {
  const most = Math.max(...values.map(Math.abs));
  if (most >= 1e6) return '~s';
  return values[1] - values[0] < 1e-5 ? '~e' : undefined;
}

function firstDigit(value: number): string {
  return format('.0e')(value).charAt(0);
}

function powerLabel(value: number): string {
  return value >= 1e5 ? format('~s')(value) : value < 1e-4 ? format('~e')(value) : formatNumber(value);
}

/** Every second, third or further one, so that no more than so many are left. */
function thinned(values: readonly number[], most: number): readonly number[] {
  const stride = Math.ceil(values.length / most);
  return values.filter((_, i) => i % stride === 0);
}

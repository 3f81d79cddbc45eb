import { populationStability } from '@reckit/features';
import { difference, rate, wilson, type Share } from './proportions';
import type { Buckets, VersionCounts } from './version-counts';

/** How much worse than the current version a canary may be. */
export interface CanaryLimits {
  /** By how many percentage points its share of failed answers may be higher. */
  readonly errorIncrease: number;
  /** How many times as long as now 99 of 100 answers may take. */
  readonly slowdown: number;
  /** How far its scores may be distributed otherwise: their population stability index. */
  readonly scoreShift: number;
}

/** What is to become of a canary. `open` is that nothing speaks against it, and more is to be seen. */
export type Verdict =
  | { readonly kind: 'good' }
  | { readonly kind: 'open'; readonly reason: string }
  | { readonly kind: 'worse'; readonly reason: string };

/** It is looked at dozens of times, so what ends it early is beyond chance: one time in 30,000 at each look. */
const EARLY_Z = 4;
/** The last look is one: 5 % to either side. */
const LAST_Z = 1.645;
/** Below so many answers of the current version nobody knows what one in a hundred takes. */
const ANSWERS_FOR_P99 = 500;
/** Below so many of the canary their scores are noise. */
const ANSWERS_FOR_SCORES = 100;
const SLOW_SHARE = 0.01;

/**
 * Holds what a canary has answered against what the current version has answered at the same time.
 *
 * @param look - `last` asks for an answer: good is then only what would have shown that it fails more often than it may
 */
export function judgeCanary(
  canary: VersionCounts,
  current: VersionCounts,
  limits: CanaryLimits,
  look: 'early' | 'last',
): Verdict {
  const z = look === 'early' ? EARLY_Z : LAST_Z;
  const reason =
    failsMore(canary, current, limits.errorIncrease, z) ??
    isSlower(canary.seconds, current, limits.slowdown, z) ??
    scoresOtherwise(canary, current, limits.scoreShift);
  if (reason !== null) return { kind: 'worse', reason };
  return failuresAreKnown(canary, current, limits.errorIncrease, look);
}

const failuresOf = ({ answered, failed }: VersionCounts): Share => ({ of: answered, hits: failed });

function failsMore(canary: VersionCounts, current: VersionCounts, points: number, z: number): string | null {
  const [own, other] = [failuresOf(canary), failuresOf(current)];
  if (difference(own, other, z).low <= points / 100) return null;
  return moreFailures(own, other, points);
}

function moreFailures(own: Share, other: Share, points: number): string {
  return `it failed ${own.hits} of ${own.of} answers (${percent(rate(own))}), the current version ${other.hits} of ${other.of} (${percent(rate(other))}), and --max-error-increase allows ${points} points more`;
}

/** An increase that may not be must be ruled out, not only unseen. */
function failuresAreKnown(
  canary: VersionCounts,
  current: VersionCounts,
  points: number,
  look: 'early' | 'last',
): Verdict {
  const [own, other] = [failuresOf(canary), failuresOf(current)];
  if (look === 'last' && rate(own) - rate(other) > points / 100) {
    return { kind: 'worse', reason: moreFailures(own, other, points) };
  }
  if (difference(own, other, LAST_Z).high <= points / 100) return { kind: 'good' };
  return {
    kind: 'open',
    reason: `it answered ${own.of} requests and the current version ${other.of}, too few to rule out ${points} points more of failures: that takes some ${answersFor(other, points)} of each`,
  };
}

/** About how many answers of each version rule out so many more failures, if both fail as the current one does. */
function answersFor(current: Share, points: number): number {
  const share = Math.min(Math.max(rate(current), 0), 1);
  const allowed = points / 100;
  if (allowed === 0) return Infinity;
  const withoutFailures = (LAST_Z * LAST_Z * (1 - allowed)) / allowed;
  const withFailures = (2 * LAST_Z * LAST_Z * share * (1 - share)) / (allowed * allowed);
  return Math.ceil(Math.max(withoutFailures, withFailures));
}

/** Whether surely more than one answer in a hundred takes longer than so many times what 99 of 100 take now. */
function isSlower(own: Buckets, current: VersionCounts, slowdown: number, z: number): string | null {
  if (current.answered < ANSWERS_FOR_P99) return null;
  const p99 = quantile(current.seconds, 1 - SLOW_SHARE);
  const at = own.edges.findIndex(edge => edge >= p99 * slowdown);
  if (at < 0) return null;
  const slow: Share = { of: sum(own.counts), hits: sum(own.counts.slice(at + 1)) };
  if (wilson(slow, z).low <= SLOW_SHARE) return null;
  return `${percent(rate(slow))} of its answers took more than ${milliseconds(own.edges[at])}; 99 % of those of the current version take ${milliseconds(p99)}, and --max-slowdown allows ${slowdown} times that`;
}

/** Where such a part of the values lies below, somewhere in its bucket. */
function quantile({ edges, counts }: Buckets, part: number): number {
  const wanted = part * sum(counts);
  let below = 0;
  for (const [i, count] of counts.entries()) {
    if (below + count >= wanted && count > 0) {
      if (i >= edges.length) return Infinity;
      const from = i === 0 ? 0 : edges[i - 1];
      return from + ((edges[i] - from) * (wanted - below)) / count;
    }
    below += count;
  }
  return Infinity;
}

function scoresOtherwise(canary: VersionCounts, current: VersionCounts, limit: number): string | null {
  if (Math.min(canary.answered, current.answered) < ANSWERS_FOR_SCORES) return null;
  for (const [output, own] of canary.scores) {
    const other = current.scores.get(output);
    // Replicas of two releases may count in other buckets.
    if (!other || other.edges.join() !== own.edges.join()) continue;
    const stability = populationStability({ ...other, missing: 0 }, { ...own, missing: 0 });
    if (!stability) continue;
    const { psi, byChance } = stability;
    // The rows of a request are alike, so that they say no more than their requests do.
    const rowsPerAnswer = Math.max(1, sum(own.counts) / canary.answered);
    if (psi - 2 * byChance * rowsPerAnswer <= limit) continue;
    const what = output === '' ? 'its scores are' : `its scores of ${output} are`;
    return `${what} distributed otherwise than those of the current version (PSI ${psi.toFixed(2)}), and --max-score-shift allows ${limit}`;
  }
  return null;
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(3))} %`;
}

function milliseconds(seconds: number): string {
  return `${Number((1000 * seconds).toPrecision(3))} ms`;
}

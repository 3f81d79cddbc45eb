import { judgeCanary } from './judge-canary';
import type { VersionCounts } from './version-counts';

const LIMITS = { errorIncrease: 0.5, slowdown: 1.5, scoreShift: 0.25 };
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025];
const SCORES = [0, 0.1, 0.2, 0.5, 1];
const SHAPE = [0, 0.5, 0.3, 0.15, 0.05, 0];

interface Told {
  readonly answered: number;
  readonly failed?: number;
  /** The parts of the answers that took so long, by the edges. */
  readonly times?: readonly number[];
  readonly scores?: readonly number[];
  readonly rowsPerAnswer?: number;
}

function counts(told: Told): VersionCounts {
  const {
    answered,
    failed = 0,
    times = [0.5, 0.495, 0.005, 0, 0, 0],
    scores = SHAPE,
    rowsPerAnswer = 1,
  } = told;
  const of = (parts: readonly number[], all: number): number[] => parts.map(part => Math.round(part * all));
  return {
    answered,
    failed,
    seconds: { edges: SECONDS, counts: of(times, answered) },
    scores: new Map([['', { edges: SCORES, counts: of(scores, answered * rowsPerAnswer) }]]),
  };
}

const judged = (canary: Told, current: Told, look: 'early' | 'last' = 'last'): string => {
  const verdict = judgeCanary(counts(canary), counts(current), LIMITS, look);
  return 'reason' in verdict ? `${verdict.kind}: ${verdict.reason}` : verdict.kind;
};

describe('failures', () => {
  const CURRENT = { answered: 20_000, failed: 4 };

  test('as rare as those of the current version are good, once there are enough answers', () => {
    expect(judged({ answered: 1_000, failed: 0 }, CURRENT)).toBe('good');
    expect(judged({ answered: 2_000, failed: 2 }, CURRENT)).toBe('good');
  });

  test('that nobody has seen of too few answers leave it open, with how many it takes', () => {
    expect(judged({ answered: 60 }, { answered: 1_000 })).toBe(
      'open: it answered 60 requests and the current version 1000, too few to rule out 0.5 points more of failures: that takes some 539 of each',
    );
    expect(judged({ answered: 0 }, { answered: 0 })).toMatch(/^open: it answered 0 requests/);
    expect(judged({ answered: 600 }, { answered: 3_000 })).toBe('good');
  });

  test('that are surely more end it early, also after a handful of answers', () => {
    expect(judged({ answered: 6, failed: 6 }, { answered: 200 }, 'early')).toBe(
      'worse: it failed 6 of 6 answers (100 %), the current version 0 of 200 (0 %), and --max-error-increase allows 0.5 points more',
    );
    expect(judged({ answered: 400, failed: 40 }, CURRENT, 'early')).toMatch(/^worse: it failed 40 of 400/);
  });

  test('that may be chance do not end it early', () => {
    expect(judged({ answered: 20, failed: 1 }, CURRENT, 'early')).toMatch(/^open/);
    expect(judged({ answered: 400, failed: 3 }, CURRENT, 'early')).toMatch(/^open/);
  });

  test('above what is allowed do not go on at the last look', () => {
    expect(judged({ answered: 400, failed: 4 }, CURRENT)).toMatch(
      /^worse: it failed 4 of 400 answers \(1 %\)/,
    );
  });

  test('that both versions have, as where clients send wrong rows, are none of the canary', () => {
    expect(judged({ answered: 10_000, failed: 1_000 }, { answered: 100_000, failed: 10_100 })).toBe('good');
  });
});

describe('times', () => {
  const CURRENT = { answered: 10_000 };

  test('of the same kind are good, also where a few take long', () => {
    expect(judged({ answered: 1_000, times: [0.4, 0.59, 0.005, 0.005, 0, 0] }, CURRENT)).toBe('good');
  });

  test('that are surely longer for more than one answer in a hundred are not', () => {
    expect(judged({ answered: 1_000, times: [0.4, 0.4, 0, 0.2, 0, 0] }, CURRENT, 'early')).toBe(
      'worse: 20 % of its answers took more than 5 ms; 99 % of those of the current version take 2.48 ms, and --max-slowdown allows 1.5 times that',
    );
  });

  test('are not judged while the current version has answered little', () => {
    const slow = { answered: 400, times: [0, 0, 0, 0, 1, 0] };
    expect(judged(slow, { answered: 400 })).toMatch(/^open/);
  });
});

describe('scores', () => {
  const CURRENT = { answered: 10_000 };

  test('of another distribution are told', () => {
    expect(judged({ answered: 1_000, scores: [0, 0.1, 0.2, 0.3, 0.4, 0] }, CURRENT, 'early')).toMatch(
      /^worse: its scores are distributed otherwise than those of the current version \(PSI 1\.\d\d\), and --max-score-shift allows 0\.25$/,
    );
  });

  test('a little higher are good', () => {
    expect(judged({ answered: 1_000, scores: [0, 0.45, 0.32, 0.17, 0.06, 0] }, CURRENT)).toBe('good');
  });

  test('of few answers are not judged, however many rows these have', () => {
    const shifted = { answered: 50, rowsPerAnswer: 16, scores: [0, 0, 0, 0, 1, 0] };
    expect(judged(shifted, CURRENT)).toMatch(/^open/);
  });

  test('of many rows a request, which are alike, count as their requests', () => {
    const shifted = { answered: 120, scores: [0, 0.28, 0.3, 0.3, 0.12, 0] };
    expect(judged({ ...shifted, answered: 12_000 }, CURRENT)).toMatch(/^worse: its scores/);
    expect(judged({ ...shifted, rowsPerAnswer: 16 }, CURRENT)).toMatch(/^open/);
  });
});

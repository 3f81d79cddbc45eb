import * as fc from 'fast-check';
import { nextTrials, type Next, type Outcome } from './next-trials';
import { rungsAfterTheEnd, rungsOf, type Rung } from './rungs';

const HIGHER = { better: 'higher' } as const;

const measured = (value: number): Outcome => ({ kind: 'measured', value, seconds: 1 });
const FAILED: Outcome = { kind: 'failed', reason: 'no memory', seconds: 1 };

/** Runs all that there is to run; what comes of a trial on a rung is told, and which of those that may be next is. */
function played(
  trials: number,
  rungs: readonly Rung[],
  outcomeOf: (trial: number, rung: number) => Outcome,
  pick: (count: number) => number = () => 0,
) {
  const outcomes: (Outcome | undefined)[][] = Array.from({ length: trials }, () => []);
  const ran: string[] = [];
  for (;;) {
    const next: Next = nextTrials(rungs, outcomes, HIGHER);
    if (next.kind !== 'run') return { end: next, outcomes, ran };
    const trial = next.trials[pick(next.trials.length)];
    ran.push(`${trial}@${next.rung}`);
    outcomes[trial][next.rung] = outcomeOf(trial, next.rung);
  }
}

test('the best third goes on, and the first trial with them', () => {
  const { ran, end } = played(9, rungsOf(9, 9, 1), trial => measured(trial));
  expect(ran.filter(each => each.endsWith('@1'))).toEqual(['0@1', '6@1', '7@1', '8@1']);
  expect(ran.filter(each => each.endsWith('@2'))).toEqual(['0@2', '8@2']);
  expect(end).toEqual({ kind: 'won', trial: 8 });
});

test('the first trial wins where no other is better at the end', () => {
  const { end } = played(9, rungsOf(9, 9, 1), (trial, rung) =>
    measured(rung === 2 && trial === 0 ? 99 : trial),
  );
  expect(end).toEqual({ kind: 'won', trial: 0 });
});

test('of a metric of which less is better, the least wins', () => {
  const outcomes = [[measured(0.3)], [measured(0.2)], [measured(0.4)]];
  expect(nextTrials([{ budget: 5, trials: 3 }], outcomes, { better: 'lower' })).toEqual({
    kind: 'won',
    trial: 1,
  });
});

test('who goes on, and who wins, does not depend on who is done first', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 40 }),
      fc.array(fc.oneof(fc.constant(null), fc.integer({ min: 0, max: 20 })), {
        minLength: 160,
        maxLength: 160,
      }),
      fc.infiniteStream(fc.nat()),
      (trials, values, numbers) => {
        const outcomeOf = (trial: number, rung: number): Outcome => {
          const value = values[trial * 4 + rung];
          return value === null ? FAILED : measured(value);
        };
        const rungs = rungsOf(trials, 27, 1);
        const inOrder = played(trials, rungs, outcomeOf);
        const mixed = played(trials, rungs, outcomeOf, count => Number(numbers.next().value) % count);
        expect(mixed.end).toEqual(inOrder.end);
        expect(mixed.outcomes).toEqual(inOrder.outcomes);
        rungs.forEach(({ trials: most }, rung) => {
          expect(inOrder.ran.filter(each => each.endsWith(`@${rung}`)).length).toBeLessThanOrEqual(most + 1);
        });
      },
    ),
    { numRuns: 60 },
  );
});

test('a winner is the best of the last rung; without one, all there have failed', () => {
  const { end } = played(4, rungsOf(4, 9, 1), (_, rung) => (rung === 1 ? FAILED : measured(1)));
  expect(end).toEqual({ kind: 'none-left' });
});

test('after time has ended the best so far is trained with the whole budget, beside the first', () => {
  const rungs = rungsOf(9, 9, 1);
  const outcomes: (Outcome | undefined)[][] = Array.from({ length: 9 }, (_, trial) =>
    trial < 5 ? [measured(trial)] : [{ kind: 'skipped' }],
  );
  expect(nextTrials(rungsAfterTheEnd(rungs, 0), outcomes, HIGHER)).toEqual({
    kind: 'run',
    rung: 1,
    trials: [0, 4],
  });
});

test('where time has ended before anything was measured, the first trial alone is trained', () => {
  const outcomes: Outcome[][] = Array.from({ length: 9 }, () => [{ kind: 'skipped' }]);
  expect(nextTrials(rungsAfterTheEnd(rungsOf(9, 9, 1), 0), outcomes, HIGHER)).toEqual({
    kind: 'run',
    rung: 1,
    trials: [0],
  });
});

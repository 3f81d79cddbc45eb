import * as fc from 'fast-check';
import { drawTrials } from './draw-trials';
import {
  argumentsOf,
  between,
  oneOf,
  ratioBetween,
  wholeBetween,
  type Domain,
  type Space,
} from './parameter';

const SPACE: Space = new Map<string, Domain>([
  ['--lr', ratioBetween(0.0003, 0.01)],
  ['--dropout', between(0, 0.6)],
  ['--param max_depth', wholeBetween(2, 10)],
  ['--window', { kind: 'range', from: 2, to: 20, scale: 'log', whole: true }],
  ['--deep-layers', oneOf('64,32', '128')],
  ['--learn-temperature', oneOf(true, false)],
]);

test('the first trial is the training as it is given, and the others lie in the space, no two alike', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 50 }), fc.nat(), (count, seed) => {
      const trials = drawTrials(SPACE, count, seed);
      expect(trials).toHaveLength(count);
      expect(trials[0].size).toBe(0);
      expect(new Set(trials.map(trial => argumentsOf(trial).join(' '))).size).toBe(count);
      for (const [name, domain] of SPACE) {
        for (const trial of trials.slice(1)) {
          const value = trial.get(name);
          if (domain.kind === 'choice') expect(domain.values).toContain(value);
          else {
            expect(value).toBeGreaterThanOrEqual(domain.from);
            expect(value).toBeLessThanOrEqual(domain.to);
            if (domain.whole) expect(Number.isInteger(value)).toBe(true);
          }
        }
      }
    }),
  );
});

test('a seed gives the same trials again, another one others', () => {
  expect(drawTrials(SPACE, 5, 1)).toEqual(drawTrials(SPACE, 5, 1));
  expect(drawTrials(SPACE, 5, 1)).not.toEqual(drawTrials(SPACE, 5, 2));
});

test('a scale of ratios is as often below its geometric mean as above', () => {
  const drawn = drawTrials(new Map([['--lr', ratioBetween(0.0001, 1)]]), 400, 3).slice(1);
  const below = drawn.filter(trial => Number(trial.get('--lr')) < 0.01).length;
  expect(Math.abs(below - 200)).toBeLessThan(40);
});

test('a space that has few settings gives no more trials', () => {
  expect(drawTrials(new Map([['--experts', oneOf(2, 4)]]), 10, 1)).toHaveLength(3);
});

test('values are typed behind their flags', () => {
  const values = new Map<string, string | number | boolean>([
    ['--lr', 0.001],
    ['--param eta', 0.1],
    ['--learn-temperature', true],
    ['--normalize', false],
  ]);
  expect(argumentsOf(values)).toEqual(['--lr', '0.001', '--param', 'eta=0.1', '--learn-temperature']);
});

import fc from 'fast-check';
import { amountFindings } from './findings';

const residualsOf = (actual: readonly number[], predicted: readonly number[], weights?: readonly number[]) =>
  amountFindings(
    Float32Array.from(actual),
    Float32Array.from(predicted),
    weights && Float32Array.from(weights),
  ).residuals?.map(({ residual }) => residual);

test('residuals are told at five shares of the rows', () => {
  const predicted = Array.from({ length: 101 }, (_, i) => 100 - i);
  expect(residualsOf(Array(101).fill(10), predicted)).toEqual([-5, 15, 40, 65, 85]);
});

test('with weights, as many rows weigh no more as have such a share of the weight', () =>
  fc.assert(
    fc.property(
      fc
        .array(fc.record({ residual: fc.integer({ min: -9, max: 9 }), weight: fc.nat({ max: 5 }) }), {
          minLength: 1,
        })
        .filter(rows => rows.some(({ weight }) => weight > 0)),
      rows => {
        const residuals = rows.map(({ residual }) => residual);
        const weights = rows.map(({ weight }) => weight);
        const found = residualsOf(Array(rows.length).fill(0), residuals, weights) ?? [];
        const weightUpTo = (most: number, included: boolean) =>
          rows
            .filter(({ residual }) => residual < most || (included && residual === most))
            .reduce((sum, { weight }) => sum + weight, 0);
        const total = weightUpTo(Infinity, true);
        for (const [i, quantile] of [0.05, 0.25, 0.5, 0.75, 0.95].entries()) {
          expect(weightUpTo(found[i], true)).toBeGreaterThanOrEqual(quantile * total);
          expect(weightUpTo(found[i], false)).toBeLessThan(quantile * total);
        }
      },
    ),
  ));

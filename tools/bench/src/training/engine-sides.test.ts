import { comparedDeepFm } from './compared-deep-fm';
import { compiledSide, eagerSides } from './engine-sides';

const ROWS = [
  [0.1, 0.2, -0.3, 0.4, 0.5, -0.6, 0.7],
  [-1, 1, -2, 0, 0, 0.5, 0.5],
];
const WEIGHT = 0.05;

/** The DeepFM with every trained number being `WEIGHT`, by its definition. */
function probability(row: readonly number[]): number {
  const sum = row.reduce((total, x) => total + x, 0);
  const embedded = row.map(x => WEIGHT * x + WEIGHT);
  const embeddedSum = embedded.reduce((total, e) => total + e, 0);
  const squares = embedded.reduce((total, e) => total + e * e, 0);
  const hidden = [128, 64, 32].reduce(
    (x, units) => WEIGHT * units * x + WEIGHT,
    Math.max(0, WEIGHT * sum + WEIGHT),
  );
  const logit = WEIGHT * sum + 0.5 * 16 * (embeddedSum ** 2 - squares) + hidden + WEIGHT;
  return 1 / (1 + Math.exp(-logit));
}

test('every engine predicts what the definition says, before and after it has trained', async () => {
  const network = comparedDeepFm();
  const sides = [await compiledSide('compiled', network, 1), ...(await eagerSides(network))];
  for (const side of sides) {
    const before = await side.predict(ROWS, WEIGHT);
    await side.time({ rowCount: 4, durationMs: 0 });
    const after = await side.predict(ROWS, WEIGHT);
    ROWS.forEach((row, i) => expect(before[i]).toBeCloseTo(probability(row), 5));
    expect(after).toEqual(before);
    await side.close();
  }
  expect(sides.map(({ name }) => name)).toContain('eager (cpu)');
});

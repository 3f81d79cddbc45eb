import type { FeatureStatistics, SentColumn } from '@reckit/features';
import { DriftWindow } from './drift-window';

const CITY: FeatureStatistics = {
  name: 'city',
  kind: 'categorical',
  rows: 100,
  missing: 0,
  distinct: 2,
  histogram: { values: ['Berlin', 'Paris'], counts: [50, 50], others: 0, missing: 0 },
};

function windowAt(clock: { ms: number }): { window: DriftWindow; add(...cities: (string | null)[]): void } {
  const window = new DriftWindow([CITY], 12_000, () => clock.ms);
  return {
    window,
    add: (...cities) => {
      const column: SentColumn = { name: 'city', valueAt: (_, row) => cities[row] };
      const rows = { rowCount: cities.length, values: new Float32Array(cities.length) };

      window.add({ columns: [column], rows });
    },
  };
}
const many = (city: string | null): (string | null)[] => Array.from({ length: 200 }, () => city);

test('rows count for as long as the window is, and the parts of it together', () => {
  const clock = { ms: 0 };
  const { window, add } = windowAt(clock);
  add(...many('Berlin'));
  clock.ms = 6_000;
  add(...many('Paris'));
  expect(window.rows).toBe(400);
  expect(window.stability().get('city')?.psi).toBeLessThan(0.01);
  clock.ms = 13_000;
  expect(window.rows).toBe(200);
  expect(window.stability().get('city')?.psi).toBeGreaterThan(1);
  clock.ms = 30_000;
  expect(window.rows).toBe(0);
  expect(window.stability().size).toBe(0);
});

test('others and missing ones are far from a training that had none', () => {
  for (const city of ['Lisbon', null]) {
    const { window, add } = windowAt({ ms: 0 });
    add(...many(city));
    expect(window.stability().get('city')?.psi).toBeGreaterThan(1);
  }
});

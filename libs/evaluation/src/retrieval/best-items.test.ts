import fc from 'fast-check';
import { BestItems } from './best-items';

test('keeps the best of what was offered, in whatever order, and lets them go worst first', () =>
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 9 })),
      fc.integer({ min: 0, max: 20 }),
      (scores, capacity) => {
        const sorted = scores
          .map((score, row) => ({ score, row }))
          .sort((a, b) => b.score - a.score || a.row - b.row);
        const kept = sorted.slice(0, capacity);
        const best = new BestItems(capacity);
        const offered = [...sorted].sort((a, b) => ((a.row * 7) % 5) - ((b.row * 7) % 5));
        for (const { score, row } of offered) best.offer(score, row);
        expect(best.size).toBe(kept.length);
        const drained: { score: number; row: number }[] = [];
        best.drain((row, score, place) => {
          expect(place).toBe(kept.length - 1 - drained.length);
          drained.push({ score, row });
        });
        expect(drained.reverse()).toEqual(kept);
        expect(best.size).toBe(0);
      },
    ),
  ));

test('offers the items of all rows at once, but for those of minus infinity', () =>
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(-Infinity, -1, 0, 1, 2, Infinity)),
      fc.integer({ min: 0, max: 20 }),
      (scores, capacity) => {
        const best = new BestItems(capacity);
        best.offerAll(Float32Array.from(scores));
        const drained: number[] = [];
        best.drain(row => drained.push(row));
        const rows = [...scores.keys()].filter(row => scores[row] > -Infinity);
        rows.sort((a, b) => (scores[a] === scores[b] ? a - b : scores[a] > scores[b] ? -1 : 1));
        expect(drained.reverse()).toEqual(rows.slice(0, capacity));
      },
    ),
  ));

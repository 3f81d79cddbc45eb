import { RowBudget } from './row-budget';

/** A budget of ten rows a second, and its clock. */
function tenASecond(): { budget: RowBudget; clock: { ms: number } } {
  const clock = { ms: 0 };
  return { budget: new RowBudget(10, () => clock.ms), clock };
}

test('a second of rows can be spent at once, and no more', () => {
  const { budget, clock } = tenASecond();
  expect([budget.trySpend(6), budget.trySpend(4), budget.trySpend(1)]).toEqual([true, true, false]);
  clock.ms = 100;
  expect([budget.trySpend(1), budget.trySpend(1)]).toEqual([true, false]);
});

test('a request of more rows is taken whole, and paid for by those after it', () => {
  const { budget, clock } = tenASecond();
  expect(budget.trySpend(35)).toBe(true);
  clock.ms = 2_500;
  expect(budget.trySpend(1)).toBe(false);
  clock.ms = 2_600;
  expect(budget.trySpend(1)).toBe(true);
});

test('what is not spent is not saved up', () => {
  const { budget, clock } = tenASecond();
  clock.ms = 60_000;
  expect([budget.trySpend(10), budget.trySpend(1)]).toEqual([true, false]);
});

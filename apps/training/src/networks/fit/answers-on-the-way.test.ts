import { AnswersOnTheWay } from './answers-on-the-way';

const answers = (value: number) => new Map([['click', Float32Array.of(value)]]);

test('what the best weights have answered is kept, whatever is answered after them', () => {
  const onTheWay = new AnswersOnTheWay();
  expect(onTheWay.ofBest).toBeNull();
  const best = onTheWay.noted(answers(1));
  onTheWay.keep();
  onTheWay.noted(answers(2));
  expect(onTheWay.ofBest).toBe(best);
});

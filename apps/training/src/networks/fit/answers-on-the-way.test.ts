import { AnswersOnTheWay } from './answers-on-the-way';

const answers = (value: number) => new Map([['click', Float32Array.of(value)]]);

test('what the best weights have answered is kept, whatever is answered after them', () => {
  const onTheWay = new AnswersOnTheWay(null);
  expect(onTheWay.ofBest).toBeNull();
  const best = onTheWay.noted(answers(1));
  onTheWay.keep();
  onTheWay.noted(answers(2));
  expect(onTheWay.ofBest).toBe(best);
});

test('of embeddings that have decayed nothing is kept, also not what was best before', () => {
  const state = { values: new Float32Array(), memory: new Float32Array() };
  let scale: { readonly scale?: number } = {};
  const onTheWay = new AnswersOnTheWay({ read: () => ({ ...state, ...scale }) });
  const first = onTheWay.noted(answers(1));
  onTheWay.keep();
  expect(onTheWay.ofBest).toBe(first);
  scale = { scale: 0.5 };
  onTheWay.noted(answers(2));
  onTheWay.keep();
  expect(onTheWay.ofBest).toBeNull();
});

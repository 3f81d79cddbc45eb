import { InvalidArgumentError } from 'commander';
import { evaluationInterval, shownInterval } from './evaluation-interval';

test.each([
  ['0.25', { share: 0.25 }],
  ['1', { share: 1 }],
  ['.5', { share: 0.5 }],
  ['500steps', { steps: 500 }],
  ['1step', { steps: 1 }],
])('%s is read', (text, interval) => expect(evaluationInterval(text)).toEqual(interval));

test.each(['0', '1.5', '-0.5', '', '500', '0steps', '2.5steps', 'steps', 'often', 'NaN', '1e999steps'])(
  '"%s" is refused',
  text => {
    expect(() => evaluationInterval(text)).toThrow(InvalidArgumentError);
    expect(() => evaluationInterval(text)).toThrow(/such as 0\.25, or steps, such as 500steps\.$/);
  },
);

test.each(['0.25', '1', '500steps'])('%s is shown as it is typed', text => {
  expect(shownInterval(evaluationInterval(text))).toBe(text);
});

import { OpenQuestions } from './open-questions';

test('an answer goes to the question of its number, in whatever order they come', async () => {
  const questions = new OpenQuestions<string>();
  const calls: number[] = [];
  const [one, other] = [0, 1].map(() => questions.ask(call => calls.push(call)));
  questions.answer(calls[1], 'other');
  questions.answer(calls[0], 'one');
  expect(await Promise.all([one, other])).toEqual(['one', 'other']);
});

test('who does not answer is waited for until there is no point in it', async () => {
  const questions = new OpenQuestions<string>();
  let asked = 0;
  expect(await questions.askUntil(Promise.resolve(), call => (asked = call))).toBeNull();
  questions.answer(asked, 'too late');
  const answered = questions.askUntil(new Promise(() => undefined), call => questions.answer(call, 'here'));
  expect(await answered).toBe('here');
});

import { addAsked } from './add-asked';

function added(asked: string | undefined): string[] {
  const names: string[] = [];
  addAsked(new Map(['xgb', 'deepfm', 'tune'].map(name => [name, () => void names.push(name)])), asked);
  return names;
}

test('the command that is named is added alone', () => {
  expect(added('deepfm')).toEqual(['deepfm']);
});

test.each([undefined, '', 'help', '--help', 'deep', 'constructor'])('for %p all are added', asked => {
  expect(added(asked)).toEqual(['xgb', 'deepfm', 'tune']);
});

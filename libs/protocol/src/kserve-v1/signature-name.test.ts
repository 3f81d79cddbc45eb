import { BadRequest } from '../errors';
import { chooseSignature, readSignatureName } from './signature-name';

const USER = { name: 'user_tower' };
const ITEM = { name: 'item_tower' };

test.each<[string | null, { readonly name: string }]>([
  [null, ITEM],
  ['', ITEM],
  ['serving_default', ITEM],
  ['user_tower', USER],
  ['item_tower', ITEM],
])('%s', (name, signature) => {
  expect(chooseSignature(name, ITEM, [USER, ITEM])).toBe(signature);
});

test('a name that there is not is answered with those that there are', () => {
  expect(() => chooseSignature('x"\n', ITEM, [USER, ITEM])).toThrow(
    new BadRequest(
      'signature_name "x\\"\\n" is none of this model: it has serving_default, user_tower, item_tower.',
    ),
  );
});

test('a name is read where a scanner has noted it', () => {
  const body = Buffer.from('{"signature_name": "a\\u0062"}');
  expect(readSignatureName(body, body.indexOf(' '))).toBe('ab');
  expect(readSignatureName(body, -1)).toBeNull();
});

import { ClientError } from '../errors';
import { path } from './path';

test('what is put into a path is one segment of it', () => {
  expect(path`/v2/models/${'a/b?c#d'}/versions/${'v 1'}`).toBe('/v2/models/a%2Fb%3Fc%23d/versions/v%201');
});

test.each(['', '.', '..'])('"%s" would be none', segment => {
  expect(() => path`/v2/models/${segment}`).toThrow(ClientError);
});

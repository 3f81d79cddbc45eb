import { credentialsIn } from './credentials';

function basic(userAndPassword: string): string {
  return `Basic ${Buffer.from(userAndPassword).toString('base64')}`;
}

test.each([
  ['X-API-Key', { 'x-api-key': 'k' }, ['k']],
  ['X-API-Key with space around it', { 'x-api-key': ' k ' }, ['k']],
  ['a bearer token', { authorization: 'Bearer k' }, ['k']],
  ['a scheme in any case, and more space', { authorization: 'bEARER   k ' }, ['k']],
  ['the password of a user', { authorization: basic('user:k') }, ['k']],
  ['the password of no user', { authorization: basic(':k') }, ['k']],
  ['a password with colons', { authorization: basic('user:k:l:') }, ['k:l:']],
  ['an empty password', { authorization: basic('user:') }, ['']],
  ['base64 without its padding', { authorization: basic('user:k').replace(/=+$/, '') }, ['k']],
  ['both header fields', { 'x-api-key': 'k', authorization: 'Bearer l' }, ['k', 'l']],
  ['metadata with several values', { authorization: ['Bearer k', 'Digest l', basic('u:m')] }, ['k', 'm']],
  ['binary metadata', { 'x-api-key': Buffer.from('k') }, []],
  ['nothing', {}, []],
  ['no scheme', { authorization: 'k' }, []],
  ['a scheme alone', { authorization: 'Bearer' }, []],
  ['another scheme', { authorization: 'Digest k' }, []],
  ['a user without a password', { authorization: basic('user') }, []],
  ['what is no base64', { authorization: 'Basic ***' }, []],
])('%s', (_what, fields, shown) => {
  expect(credentialsIn(fields)).toEqual(shown);
});

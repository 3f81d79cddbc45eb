import { withoutSecrets } from './secret-flags';

test('the values of secrets are hidden, however they are written', () => {
  const args = [
    'xgb',
    '--oss-secret-key',
    'k1',
    '--oss-access-key=k2',
    '--data-path',
    's3://b/k',
    '--seed=1',
    '--mysql-password',
    'p',
    '--doris-password=q',
  ];
  expect(withoutSecrets(args)).toEqual([
    'xgb',
    '--oss-secret-key',
    '***',
    '--oss-access-key=***',
    '--data-path',
    's3://b/k',
    '--seed=1',
    '--mysql-password',
    '***',
    '--doris-password=***',
  ]);
});

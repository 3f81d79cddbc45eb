import { packageContent } from '../../../artifacts/testing/package-content';
import { describeVersion } from './describe-version';

const manifest = { ...packageContent('v2').manifest, format: 2 as const, files: [] };
const circumstances = { archive: null, location: null, gitCommit: null, evaluation: null, now: new Date(0) };

test('a version that was trained from another one says so', () => {
  const initialised_from = { model: 'xgb', version: 'v1', sha256: 'a'.repeat(64) };
  const entry = describeVersion({ ...manifest, initialised_from }, circumstances);
  expect(entry.lineage).toEqual({ warm_start: 'v1' });
});

test('what is not known is null, and the folder of the version its location', () => {
  expect(describeVersion(manifest, circumstances)).toMatchObject({
    status: 'staging',
    sha256: null,
    location: 'xgb/v2',
    data_fingerprint: null,
    lineage: { warm_start: null },
    registered_at: '1970-01-01T00:00:00.000Z',
  });
});

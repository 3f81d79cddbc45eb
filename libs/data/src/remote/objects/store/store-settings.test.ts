import { storeSettings } from './store-settings';

const AWS = { AWS_ACCESS_KEY_ID: 'aws', AWS_SECRET_ACCESS_KEY: 'aws-secret' };
const OSS = { OSS_ACCESS_KEY_ID: 'oss', OSS_SECRET_ACCESS_KEY: 'oss-secret' };

test.each([
  [{}, {}, {}],
  // Those of AWS the SDK finds by itself, with what belongs to them.
  [{}, AWS, {}],
  [{}, OSS, { credentials: { accessKeyId: 'oss', secretAccessKey: 'oss-secret' } }],
  [
    {},
    { ...OSS, OSS_SESSION_TOKEN: 'token' },
    { credentials: { accessKeyId: 'oss', secretAccessKey: 'oss-secret', sessionToken: 'token' } },
  ],
  [{}, { ...AWS, ...OSS }, {}],
  [
    { ossAccessKey: 'flag', ossSecretKey: 'flag-secret' },
    { ...AWS, ...OSS },
    { credentials: { accessKeyId: 'flag', secretAccessKey: 'flag-secret' } },
  ],
  [{}, { OSS_ENDPOINT_URL: ' http://o ', AWS_ENDPOINT_URL: 'http://a' }, { endpoint: 'http://o' }],
  [{}, { AWS_ENDPOINT_URL_S3: 'http://s', AWS_ENDPOINT_URL: 'http://a' }, { endpoint: 'http://s' }],
  [{ ossEndpoint: 'http://f' }, { OSS_ENDPOINT_URL: 'http://o' }, { endpoint: 'http://f' }],
  [{}, { OSS_REGION: 'o', AWS_REGION: 'r', AWS_DEFAULT_REGION: 'd' }, { region: 'o' }],
  [{}, { AWS_REGION: '', AWS_DEFAULT_REGION: 'd' }, { region: 'd' }],
  [{ ossRegion: 'f' }, { AWS_REGION: 'r' }, { region: 'f' }],
])('flags %j in the environment %j are %j', (flags, environment, expected) => {
  expect(storeSettings(flags, environment)).toEqual(expected);
});

test.each([
  [{ ossAccessKey: 'a' }, {}, '--oss-access-key: is given without --oss-secret-key. Give both, or neither.'],
  [
    { ossSecretKey: 'top' },
    {},
    '--oss-secret-key: is given without --oss-access-key. Give both, or neither.',
  ],
  [
    {},
    { OSS_ACCESS_KEY_ID: 'a' },
    'OSS_ACCESS_KEY_ID: is given without OSS_SECRET_ACCESS_KEY. Give both, or neither.',
  ],
])('half a pair of keys is refused: %j, %j', (flags, environment, message) => {
  expect(() => storeSettings(flags, environment)).toThrow(message);
});

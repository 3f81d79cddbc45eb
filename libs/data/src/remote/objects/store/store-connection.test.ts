import type { StoreScheme } from '../object-address';
import { storeConnection, type ObjectStoreSettings, type StoreConnection } from './store-connection';

test.each<[StoreScheme, ObjectStoreSettings, Omit<StoreConnection, 'credentials'>]>([
  ['s3', {}, { endpoint: null, region: null, pathStyle: false }],
  ['s3', { region: 'eu-west-1' }, { endpoint: null, region: 'eu-west-1', pathStyle: false }],
  [
    's3',
    { endpoint: 'https://s3.eu-central-1.amazonaws.com/' },
    { endpoint: 'https://s3.eu-central-1.amazonaws.com', region: 'eu-central-1', pathStyle: false },
  ],
  // MinIO and others of one's own.
  [
    's3',
    { endpoint: 'http://10.0.0.7:9000' },
    { endpoint: 'http://10.0.0.7:9000', region: 'us-east-1', pathStyle: true },
  ],
  [
    's3',
    { endpoint: 'minio.example.com', region: 'rz-1' },
    { endpoint: 'https://minio.example.com', region: 'rz-1', pathStyle: true },
  ],
  [
    's3',
    { endpoint: 'https://host/storage/v1/s3/' },
    { endpoint: 'https://host/storage/v1/s3', region: 'us-east-1', pathStyle: true },
  ],
  [
    'oss',
    { region: 'oss-cn-hangzhou' },
    { endpoint: 'https://s3.oss-cn-hangzhou.aliyuncs.com', region: 'cn-hangzhou', pathStyle: false },
  ],
  [
    'oss',
    { endpoint: 'https://oss-cn-beijing-internal.aliyuncs.com' },
    { endpoint: 'https://oss-cn-beijing-internal.aliyuncs.com', region: 'cn-beijing', pathStyle: false },
  ],
  [
    's3',
    { endpoint: 'https://s3.oss-ap-southeast-1.aliyuncs.com' },
    { endpoint: 'https://s3.oss-ap-southeast-1.aliyuncs.com', region: 'ap-southeast-1', pathStyle: false },
  ],
  [
    'cos',
    { region: 'ap-guangzhou' },
    { endpoint: 'https://cos.ap-guangzhou.myqcloud.com', region: 'ap-guangzhou', pathStyle: false },
  ],
  [
    'cos',
    { endpoint: 'https://cos.ap-shanghai.myqcloud.com' },
    { endpoint: 'https://cos.ap-shanghai.myqcloud.com', region: 'ap-shanghai', pathStyle: false },
  ],
])('%s:// with %j', (scheme, settings, expected) => {
  const shown = `${scheme}://b/k`;
  expect(storeConnection({ scheme, shown }, settings)).toEqual({ ...expected, credentials: null });
});

test.each<[StoreScheme, ObjectStoreSettings, string]>([
  ['oss', {}, 'where oss:// lies is not known. Name its region with --oss-region, such as cn-hangzhou,'],
  ['cos', {}, 'where cos:// lies is not known. Name its region with --oss-region, such as ap-guangzhou,'],
  ['s3', { endpoint: 'ftp://host' }, '"ftp://host" is no address of a store.'],
  ['s3', { endpoint: 'https://' }, '"https://" is no address of a store.'],
  ['s3', { endpoint: 'https://me:secret@host' }, '"https://host" is no address of a store.'],
  ['s3', { endpoint: 'https://host/?token=secret' }, '"https://host/" is no address of a store.'],
])('%s:// with %j is refused', (scheme, settings, problem) => {
  const refused = () => storeConnection({ scheme, shown: `${scheme}://b/k` }, settings);
  expect(refused).toThrow(`${scheme}://b/k: ${problem}`);
  expect(refused).not.toThrow('secret');
});

import { isObjectAddress, objectAddress } from './object-address';

test.each([
  ['s3://bucket/key.csv', { scheme: 's3', bucket: 'bucket', key: 'key.csv', shown: 's3://bucket/key.csv' }],
  ['OSS://b/a/b//c', { scheme: 'oss', bucket: 'b', key: 'a/b//c', shown: 'oss://b/a/b//c' }],
  ['cos://b-1250000000/', { scheme: 'cos', bucket: 'b-1250000000', key: '', shown: 'cos://b-1250000000/' }],
  ['bucket/key', { scheme: 's3', bucket: 'bucket', key: 'key', shown: 's3://bucket/key' }],
])('%s', (text, expected) => {
  expect(objectAddress(text)).toEqual(expected);
});

test.each([
  ['gs://bucket/key', 'begins with none of s3://, oss://, cos://'],
  ['s3:///key', 'has no name of a bucket'],
  ['s3://-b/key', 'has no name of a bucket'],
  ['s3://bucket', 'names a bucket, and no object in it'],
])('%s is refused', (text, problem) => {
  expect(() => objectAddress(text)).toThrow(`${text}: the address ${problem}. Write s3://bucket/key`);
});

test('an address is told from a path', () => {
  const paths = ['s3://b/k', 'S3://b/k', 'oss://b', 'cos://', 'data/s3:/k', 's3/k.csv', 'https://host/k'];
  expect(paths.filter(isObjectAddress)).toEqual(['s3://b/k', 'S3://b/k', 'oss://b', 'cos://']);
});

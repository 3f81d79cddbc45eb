import { isObjectAddress } from '@reckit/data';

/**
 * Where versions and their registry lie in a bucket: `s3://bucket[/prefix]`, without a slash at its end.
 *
 * @param bucket - its name, or `oss://name` and `cos://name`
 * @param prefix - what stands before the names of the models; empty for nothing
 */
export function bucketFolder(bucket: string, prefix: string): string {
  const place = isObjectAddress(bucket) ? bucket : `s3://${bucket}`;
  return [place.replace(/\/+$/, ''), ...prefix.split('/').filter(part => part !== '')].join('/');
}

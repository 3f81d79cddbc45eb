import type { Command } from 'commander';
import type { StoreFlags } from '@reckit/data';

/** Which bucket versions lie in, and how its store is reached. */
export interface BucketFlags extends StoreFlags {
  readonly s3Bucket?: string;
  readonly s3Prefix?: string;
}

/** Adds the flags that name a bucket, and those of its store. */
export function addStoreFlags(command: Command): void {
  command
    .option(
      '--s3-bucket <bucket>',
      'bucket of the store; oss://name and cos://name for those of Aliyun and Tencent',
    )
    .option('--s3-prefix <prefix>', 'what stands before the name of the model in the bucket');
  addConnectionFlags(command);
}

/** Adds the flags that say how a store of objects is reached. */
export function addConnectionFlags(command: Command): void {
  command
    .option('--oss-endpoint <url>', 'address of the store of objects (default: by the region)')
    .option('--oss-region <region>', 'region of the store, such as eu-central-1 or cn-hangzhou')
    .option('--oss-access-key <key>', 'access key of the store (better: the environment)')
    .option('--oss-secret-key <key>', 'secret key of the store (better: the environment)');
}

import { DataError } from '../../errors';

export class BadObjectAddress extends DataError {
  constructor(text: string, problem: string) {
    super(
      text,
      `the address ${problem}. Write s3://bucket/key for an object, s3://bucket/folder/ for all below a folder, or a pattern such as s3://bucket/dt=*/part-*.csv.`,
    );
  }
}

/** The settings of a store do not say where it is. */
export class NoEndpoint extends DataError {
  constructor(shown: string, scheme: string, example: string) {
    super(
      shown,
      `where ${scheme}:// lies is not known. Name its region with --oss-region, such as ${example}, or its address with --oss-endpoint.`,
    );
  }
}

export class BadEndpoint extends DataError {
  constructor(shown: string, endpoint: string) {
    super(
      shown,
      `"${endpoint}" is no address of a store. Write --oss-endpoint (or OSS_ENDPOINT_URL) as https://host or http://host:9000, without a user or a bucket.`,
    );
  }
}

/** Half of a pair of keys. */
export class IncompleteKeys extends DataError {
  constructor(given: string, missing: string) {
    super(given, `is given without ${missing}. Give both, or neither.`);
  }
}

/** Why a store does not give what it was asked for. */
export type StoreProblem =
  | 'no-bucket'
  | 'no-object'
  | 'no-objects'
  | 'too-many-objects'
  | 'no-credentials'
  | 'wrong-credentials'
  | 'denied'
  | 'archived'
  | 'wrong-region'
  | 'wrong-addressing'
  | 'not-reachable'
  | 'not-secure'
  | 'clock'
  | 'changed'
  | 'busy'
  | 'cut-off'
  | 'other';

/** A store does not give what it was asked for. */
export class ObjectStoreError extends DataError {
  constructor(
    shown: string,
    readonly problem: StoreProblem,
    text: string,
  ) {
    super(shown, text);
  }
}

/** The cache has no room, or cannot be written. */
export class CacheError extends DataError {}

import { BadEndpoint, NoEndpoint } from '../errors';
import type { ObjectAddress } from '../object-address';

/** How a store is reached, as the user said it; what is absent has a default. */
export interface ObjectStoreSettings {
  /** Such as `https://s3.oss-cn-hangzhou.aliyuncs.com`. @default that of AWS, or of the region for oss:// and cos:// */
  readonly endpoint?: string;
  readonly region?: string;
  /** @default what the chain of the SDK finds: environment, profile, role of the machine */
  readonly credentials?: StoreCredentials;
}

export interface StoreCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** How a store is reached. */
export interface StoreConnection {
  /** Null for AWS, whose endpoints follow from the region. */
  readonly endpoint: string | null;
  /** Null where the profile of the user may know it. */
  readonly region: string | null;
  /** Whether the bucket stands in the path of a request rather than in its host. */
  readonly pathStyle: boolean;
  readonly credentials: StoreCredentials | null;
}

/** Stores that refuse a bucket in the path, or are going to. */
const BUCKET_IN_HOST =
  /(?:^|\.)(?:amazonaws\.com(?:\.cn)?|aliyuncs\.com|myqcloud\.com|tencentcos\.cn|volces\.com|ivolces\.com|myhuaweicloud\.com)$/;

/** Where an endpoint tells its region. */
const REGION_IN_HOST = [
  /(?:^|\.)oss-([a-z]+-[a-z0-9-]+?)(?:-internal)?\.aliyuncs\.com$/,
  /(?:^|\.)cos\.([a-z0-9-]+)\.(?:myqcloud\.com|tencentcos\.cn)$/,
  /(?:^|\.)s3[.-](?:dualstack\.)?([a-z]{2}-[a-z-]+-\d)\.amazonaws\.com(?:\.cn)?$/,
];

/** A region has to be signed for, also where none is meant. */
const ANY_REGION = 'us-east-1';

/**
 * Decides how the store of an address is reached.
 *
 * @throws NoEndpoint, BadEndpoint
 */
export function storeConnection(
  { scheme, shown }: Pick<ObjectAddress, 'scheme' | 'shown'>,
  { endpoint, region: given, credentials }: ObjectStoreSettings,
): StoreConnection {
  const stated = given?.replace(/^oss-/, '');
  const url = endpoint === undefined ? ofRegion(scheme, shown, stated) : endpointUrl(shown, endpoint);
  if (url === null) {
    return { endpoint: null, region: stated ?? null, pathStyle: false, credentials: credentials ?? null };
  }
  const { hostname, origin, pathname } = url;
  return {
    endpoint: `${origin}${pathname.replace(/\/+$/, '')}`,
    region: stated ?? regionOf(hostname) ?? ANY_REGION,
    pathStyle: !BUCKET_IN_HOST.test(hostname),
    credentials: credentials ?? null,
  };
}

function ofRegion(scheme: ObjectAddress['scheme'], shown: string, region: string | undefined): URL | null {
  switch (scheme) {
    case 's3':
      return null;
    case 'oss':
      if (region === undefined) throw new NoEndpoint(shown, scheme, 'cn-hangzhou');
      return endpointUrl(shown, `https://s3.oss-${region}.aliyuncs.com`);
    case 'cos':
      if (region === undefined) throw new NoEndpoint(shown, scheme, 'ap-guangzhou');
      return endpointUrl(shown, `https://cos.${region}.myqcloud.com`);
  }
}

function endpointUrl(shown: string, endpoint: string): URL {
  const text = endpoint.includes('://') ? endpoint : `https://${endpoint}`;
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') {
    throw new BadEndpoint(shown, endpoint.replace(/\/\/[^/]*@/, '//'));
  }
  if (url.search !== '') throw new BadEndpoint(shown, endpoint.split('?')[0]);
  return url;
}

function regionOf(hostname: string): string | undefined {
  return REGION_IN_HOST.map(pattern => pattern.exec(hostname)?.[1]).find(region => region !== undefined);
}

import { BadObjectAddress } from './errors';

const SCHEMES = ['s3', 'oss', 'cos'] as const;

/** What the objects are addressed by; all stores speak the protocol of S3. */
export type StoreScheme = (typeof SCHEMES)[number];

/** Where one object, or several, lie. */
export interface ObjectAddress {
  readonly scheme: StoreScheme;
  readonly bucket: string;
  /** A key; ending in `/`, or empty, all below it; with `*`, `?` or `[…]`, all that match. */
  readonly key: string;
  /** As messages call it. */
  readonly shown: string;
}

/** Whether a path is the address of objects, whatever is wrong with it. */
export function isObjectAddress(path: string): boolean {
  return SCHEMES.some(scheme => path.toLowerCase().startsWith(`${scheme}://`));
}

/**
 * Reads an address such as `s3://bucket/folder/file.csv`. Without a scheme it is `bucket/key`.
 *
 * @throws BadObjectAddress
 */
export function objectAddress(text: string): ObjectAddress {
  const [, written, bucket, slash, key] =
    /^(?:([a-z][a-z0-9+.-]*):\/\/)?([^/]*)(\/?)([^]*)$/i.exec(text) ?? [];
  const scheme = SCHEMES.find(known => known === (written ?? 's3').toLowerCase());
  if (scheme === undefined)
    throw new BadObjectAddress(text, `begins with none of ${SCHEMES.map(s => `${s}://`).join(', ')}`);
  if (!BUCKET.test(bucket)) throw new BadObjectAddress(text, 'has no name of a bucket');
  if (slash === '') throw new BadObjectAddress(text, 'names a bucket, and no object in it');
  return { scheme, bucket, key, shown: `${scheme}://${bucket}/${key}` };
}

const BUCKET = /^[a-z0-9][a-z0-9._-]*$/i;

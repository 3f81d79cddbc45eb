import { IncompleteKeys } from '../errors';
import type { ObjectStoreSettings, StoreCredentials } from './store-connection';

type Environment = Readonly<Record<string, string | undefined>>;

/** The flags `--oss-endpoint`, `--oss-region`, `--oss-access-key` and `--oss-secret-key` of a command. */
export interface StoreFlags {
  readonly ossEndpoint?: string;
  readonly ossAccessKey?: string;
  readonly ossSecretKey?: string;
  readonly ossRegion?: string;
}

/**
 * How a store of objects is reached: by flags, else by the environment. Credentials of the names of AWS are left to the
 * SDK, which finds more of them: tokens, profiles, roles of machines.
 *
 * @throws DataError for one half of a pair of keys
 */
export function storeSettings(flags: StoreFlags, environment: Environment): ObjectStoreSettings {
  const said = (...names: string[]) => names.map(name => environment[name]?.trim()).find(text => text);
  const endpoint = flags.ossEndpoint ?? said('OSS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_S3', 'AWS_ENDPOINT_URL');
  const region = flags.ossRegion ?? said('OSS_REGION', 'AWS_REGION', 'AWS_DEFAULT_REGION');
  const credentials =
    pair(flags.ossAccessKey, flags.ossSecretKey, '--oss-access-key', '--oss-secret-key') ??
    (said('AWS_ACCESS_KEY_ID') === undefined
      ? pair(
          said('OSS_ACCESS_KEY_ID'),
          said('OSS_SECRET_ACCESS_KEY'),
          'OSS_ACCESS_KEY_ID',
          'OSS_SECRET_ACCESS_KEY',
          said('OSS_SESSION_TOKEN'),
        )
      : undefined);
  return {
    ...(endpoint !== undefined && { endpoint }),
    ...(region !== undefined && { region }),
    ...(credentials && { credentials }),
  };
}

function pair(
  accessKeyId: string | undefined,
  secretAccessKey: string | undefined,
  accessName: string,
  secretName: string,
  sessionToken?: string,
): StoreCredentials | undefined {
  if (accessKeyId === undefined && secretAccessKey === undefined) return undefined;
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    const [given, missing] = accessKeyId === undefined ? [secretName, accessName] : [accessName, secretName];
    throw new IncompleteKeys(given, missing);
  }
  return { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) };
}

import { cut, escapeControls } from '@reckit/messages';
import { DataError } from '../../../errors';
import { errorCode } from '../../../files/error-code';
import { ObjectStoreError, type StoreProblem } from '../errors';
import type { Verdict } from '../retry';
import { BrokenAnswer, ForeignAnswer, statusOf } from './object-store';

/** What was asked for, for messages. */
export interface Asked {
  readonly shown: string;
  readonly bucket: string;
  /** Where the store is; null for AWS. */
  readonly endpoint: string | null;
  /** @default it was read */
  readonly isWritten?: boolean;
}

/** Whether it is worth to ask again. */
export function verdictOf(error: unknown): Verdict {
  if (error instanceof BrokenAnswer) return 'again';
  if (error instanceof DataError || error instanceof ForeignAnswer) return 'never';
  const status = statusOf(error);
  if (status !== undefined && status < 400) return isNetworkError(error) ? 'again' : 'never';
  // What it cannot do, it cannot do later.
  if (status === NOT_IMPLEMENTED) return 'never';
  if (status !== undefined) {
    if (BUSY.has(nameOf(error)) || status >= 500 || status === 429 || status === 408) return 'again';
    // The SDK takes the time from the answer, and signs the next request with it.
    return CLOCK.has(nameOf(error)) ? 'a-few-times' : 'never';
  }
  if (NEVER_REACHED.has(codeOf(error))) return 'a-few-times';
  return isNetworkError(error) ? 'again' : 'never';
}

const NOT_IMPLEMENTED = 501;

/**
 * Says in one line what a store has refused; an error that is none of a store or of the way to it comes back as it is.
 * What the store says is quoted only where nothing better is known, and never what was sent to it.
 */
export function storeError(asked: Asked, error: unknown): unknown {
  if (error instanceof DataError) return error;
  const [problem, text] = explanation(asked, error) ?? [];
  return problem === undefined || text === undefined
    ? error
    : new ObjectStoreError(asked.shown, problem, text);
}

function explanation(
  { bucket, endpoint, isWritten = false }: Asked,
  error: unknown,
): readonly [StoreProblem, string] | undefined {
  const place = endpoint ?? 'AWS S3';
  const name = nameOf(error);
  const status = statusOf(error);
  if (error instanceof BrokenAnswer) {
    return [
      'cut-off',
      `${place} breaks off its answers (${error.message}) Try again later, or look at the network.`,
    ];
  }
  if (error instanceof ForeignAnswer || name === 'SyntaxError') {
    const why = error instanceof ForeignAnswer ? ` (${error.message})` : '';
    return ['other', `${place} does not answer as a store of S3 does${why}. Check --oss-endpoint.`];
  }
  if (name === 'NoSuchBucket') {
    return [
      'no-bucket',
      `no bucket "${bucket}" at ${place}. Check its name${endpoint === null ? '' : ', and --oss-endpoint'}.`,
    ];
  }
  if (name === 'NoSuchKey' || (name === 'NotFound' && status === 404)) {
    return ['no-object', `no such object in the bucket. Check the key.`];
  }
  if (name === 'CredentialsProviderError') {
    return [
      'no-credentials',
      `no credentials for ${place}. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or OSS_ACCESS_KEY_ID and OSS_SECRET_ACCESS_KEY.`,
    ];
  }
  if (WRONG_CREDENTIALS.has(name)) {
    return [
      'wrong-credentials',
      `${place} does not accept the credentials (${name}). Check the access key and the secret key; those for a time may have expired.`,
    ];
  }
  if (WRONG_ADDRESSING.has(name)) {
    return [
      'wrong-addressing',
      `${place} does not take requests for a bucket at this address (${name}). Check --oss-endpoint, such as https://s3.oss-cn-hangzhou.aliyuncs.com.`,
    ];
  }
  if (WRONG_REGION.has(name) || (status !== undefined && status >= 300 && status < 400)) {
    const right = regionIn(error);
    return [
      'wrong-region',
      `the bucket "${bucket}" lies in another region${right === undefined ? '' : `, ${right}`}. Name it with --oss-region (AWS_REGION)${endpoint === null ? '' : ' and its --oss-endpoint'}.`,
    ];
  }
  if (CLOCK.has(name)) {
    return ['clock', `the clock of this machine differs from that of ${place} by too much. Set it.`];
  }
  if (name === 'PreconditionFailed' || status === 412) {
    return ['changed', 'the object changed while it was read. Start again once it is written to its end.'];
  }
  if (name === 'InvalidObjectState') {
    return ['archived', 'the object lies in an archive. Restore it, or copy it to another storage class.'];
  }
  if (name === 'AccessDenied' || status === 403) {
    if (isWritten) {
      return [
        'denied',
        `access denied (${name}): the credentials may not write this. They need s3:PutObject.`,
      ];
    }
    return [
      'denied',
      `access denied (${name}): the credentials may not read this, or it does not exist. They need s3:GetObject, and s3:ListBucket for folders.`,
    ];
  }
  if (
    status !== undefined &&
    (BUSY.has(name) || (status >= 500 && status !== NOT_IMPLEMENTED) || status === 429)
  ) {
    return ['busy', `${place} answers ${status} ${name} again and again. Try again later.`];
  }
  const network = networkProblem(place, error);
  if (network !== undefined) return network;
  if (status === undefined) return undefined;
  const said = error instanceof Error ? cut(escapeControls(error.message), SAID_CHARACTERS) : '';
  return ['other', `${place} answers ${status} ${name}: ${said}`];
}

const SAID_CHARACTERS = 100;

function networkProblem(place: string, error: unknown): readonly [StoreProblem, string] | undefined {
  const code = codeOf(error);
  if (
    code.startsWith('ERR_TLS') ||
    code.includes('CERT') ||
    code === 'EPROTO' ||
    code.startsWith('ERR_SSL')
  ) {
    return [
      'not-secure',
      `no secure connection to ${place} (${code}). Check whether it is https, and NODE_EXTRA_CA_CERTS for a certificate of your own.`,
    ];
  }
  if (!isNetworkError(error)) return undefined;
  const reason = code === '' ? 'no answer in time' : code;
  return [
    'not-reachable',
    `${place} cannot be reached (${reason}). Check --oss-endpoint or the region, and the network.`,
  ];
}

const BUSY: ReadonlySet<string> = new Set([
  'SlowDown',
  'ServiceUnavailable',
  'InternalError',
  'RequestTimeout',
  'Throttling',
  'ThrottlingException',
  'TooManyRequests',
  'RequestLimitExceeded',
  'OperationAborted',
]);
const CLOCK: ReadonlySet<string> = new Set(['RequestTimeTooSkewed', 'RequestExpired']);
const WRONG_CREDENTIALS: ReadonlySet<string> = new Set([
  'InvalidAccessKeyId',
  'SignatureDoesNotMatch',
  'InvalidToken',
  'InvalidSecurity',
  'InvalidSecurityToken',
  'ExpiredToken',
  'SecurityTokenExpired',
  'TokenRefreshRequired',
  'InvalidClientTokenId',
  'UnrecognizedClientException',
]);
const WRONG_ADDRESSING: ReadonlySet<string> = new Set([
  'SecondLevelDomainForbidden',
  'PathStyleDomainForbidden',
  'InvalidBucketName',
]);
const WRONG_REGION: ReadonlySet<string> = new Set([
  'PermanentRedirect',
  'TemporaryRedirect',
  'Redirect',
  'AuthorizationHeaderMalformed',
  'IllegalLocationConstraintException',
]);

/** Nobody listens there, or the name is unknown: that seldom passes. */
const NEVER_REACHED: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);
const NETWORK: ReadonlySet<string> = new Set([
  ...NEVER_REACHED,
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'ERR_STREAM_PREMATURE_CLOSE',
  'UND_ERR_SOCKET',
  'HPE_INVALID_CONSTANT',
]);

function isNetworkError(error: unknown): boolean {
  return nameOf(error) === 'TimeoutError' || NETWORK.has(codeOf(error)) || codeOf(error).startsWith('HPE_');
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : '';
}

/** The code of an error, or of the first of those that it stands for. */
function codeOf(error: unknown): string {
  const own = errorCode(error);
  if (own !== undefined) return own;
  if (error instanceof AggregateError) return error.errors.map(codeOf).find(code => code !== '') ?? '';
  return error instanceof Error && error.cause !== undefined ? codeOf(error.cause) : '';
}

/** The region that a store says the bucket lies in. */
function regionIn(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const field = 'Region' in error ? error.Region : undefined;
  if (typeof field === 'string' && REGION.test(field)) return field;
  return /expecting '([a-z0-9-]+)'/.exec(error.message)?.[1];
}

const REGION = /^[a-z0-9-]+$/;

import { PeerLost } from '@reckit/collective';
import { showVersion, type Version } from './library/version';

/** What every error of this library is: one line that says what is wrong, where, and what to do. */
export class XgboostError extends Error {
  override readonly name: string = this.constructor.name;
}

/** No libxgboost on this machine, or none that loads. */
export class LibraryNotFound extends XgboostError {
  /** @param broken files that look like it, with the loader's words why they are not */
  constructor(broken: readonly { readonly path: string; readonly reason: string }[]) {
    const found = broken.map(({ path, reason }) => ` (${path} is there but cannot be loaded: ${reason})`);
    super(
      `libxgboost was not found${found.join('')}. Install it with \`apt-get install libxgboost0\` ` +
        '(Debian, Ubuntu), `brew install xgboost` (macOS) or `pip install xgboost`, ' +
        'or set XGBOOST_LIBRARY=/path/to/libxgboost.so.',
    );
  }
}

/** XGBOOST_LIBRARY is set, and what it names is not a libxgboost that can be loaded. */
export class LibraryNotLoadable extends XgboostError {
  constructor(path: string, reason: string) {
    super(
      `XGBOOST_LIBRARY is ${path}, which cannot be loaded: ${reason}. ` +
        'Point it at a libxgboost file or the folder that holds one, or unset it to search the system.',
    );
  }
}

/** The library found lacks a function that this binding calls. */
export class LibraryTooOld extends XgboostError {
  constructor(path: string, symbol: string) {
    super(
      `${path} has no function ${symbol}: XGBoost 1.7 or newer is needed, so install a newer libxgboost.`,
    );
  }
}

/** The library found trains well in one process, and cannot in several. */
export class CollectiveUnsupported extends XgboostError {
  constructor(path: string, version: Version) {
    super(
      `Distributed training needs libxgboost 2.1 or newer; this is ${showVersion(version)}: ${path}. ` +
        'Point XGBOOST_LIBRARY at a newer one, as in `pip install xgboost-cpu`, or train in one process.',
    );
  }
}

/** libxgboost refused a call; the message is the first line of its own, without time and source position. */
export class LibraryError extends XgboostError {
  constructor(nativeMessage: string) {
    super(firstLine(nativeMessage));
  }
}

/** Parameters that the library does not use, as a misspelt name is. */
export class UnknownParameter extends XgboostError {
  constructor(unknown: readonly { readonly name: string; readonly advice: string }[]) {
    super(`XGBoost does not use ${unknown.map(({ name, advice }) => `"${name}" (${advice})`).join(', ')}.`);
  }
}

/** A parameter whose value is no parameter value, or which cannot stand where it stands. */
export class BadParameter extends XgboostError {}

/** Data that do not form a matrix, or labels and names that do not fit it. */
export class BadMatrix extends XgboostError {}

/** A request to train that cannot be met, such as early stopping without validation data. */
export class BadTraining extends XgboostError {}

/** Bytes that are no XGBoost model. */
export class NotAModel extends XgboostError {
  constructor() {
    super('These bytes are no XGBoost model in JSON or UBJSON: no version of the writer is in them.');
  }
}

/** A model file of a newer XGBoost than the library, which may read it wrongly without a word. */
export class ModelTooNew extends XgboostError {
  constructor(writer: string, library: string) {
    super(
      `The model was written by XGBoost ${writer} and the library here is ${library}, which may misread it. ` +
        `Install libxgboost ${writer} or newer, or point XGBOOST_LIBRARY at one.`,
    );
  }
}

/** Use of a matrix or booster after its close(). */
export class AlreadyClosed extends XgboostError {
  constructor(what: 'DMatrix' | 'Booster') {
    super(`This ${what} was closed; keep it open for as long as it is used.`);
  }
}

/** What a call that failed means: that a process is gone with which this one computes, or what the library says. */
export function libraryFailure(nativeMessage: string): Error {
  return COLLECTIVE_SOURCES.test(nativeMessage)
    ? new PeerLost('Another process of this training', lastReason(nativeMessage))
    : new LibraryError(nativeMessage);
}

/** Where the library speaks of connections: `- [loop.cc:101|14:22:21]: Encountered EOF.`, several lines of it. */
const COLLECTIVE_SOURCES =
  /\bcollective\/result\.cc:|^- \[(?:allreduce|allgather|broadcast|comm|loop|socket)\.\w+:/m;

/** The last of such lines is the first cause. */
function lastReason(nativeMessage: string): string {
  const reasons = [...nativeMessage.matchAll(/^- \[[^\]]*\]: (.+)$/gm)].map(([, reason]) => reason);
  return `libxgboost: ${(reasons.at(-1) ?? 'a connection failed').replace(/\.$/, '')}`;
}

/** `[12:00:00] ./src/learner.cc:792: Check failed: a != 0 (0 vs. 0) : why` becomes `why`. */
function firstLine(nativeMessage: string): string {
  const line = nativeMessage.trim().split('\n', 1)[0] ?? '';
  const told = line.replace(/^\[[\d:]+\] \S+:\d+: /, '').replace(/^Check failed: .+?\s?: (?=\S)/, '');
  return `libxgboost: ${told || 'a call failed without a message.'}`;
}

import type { Checks, NamedVectors } from '@reckit/artifacts';
import {
  describeValue,
  RowEncoder,
  type FeatureSpec,
  type FeatureStatistics,
  type RowKeys,
  type SeenValues,
} from '@reckit/features';
import { firstLine, RejectedModel } from '../errors';
import { fastestSession } from './fastest-session';
import type { ModelOutput, OutputRole } from '../scoring/model-output';
import type { RunsBeside } from '../scoring/runs-beside';
import type { Session, SessionOptions, TensorSpec } from '../scoring/session';
import { assertVectorsFit } from '../search/assert-vectors-fit';
import type { Lookup } from '../search/lookup';
import type { LookupSource } from '../search/lookup-source';
import type { VectorSearch } from '../search/vector-index';
import { assertClose, assertSame, recordedOutputs } from './recorded-outputs';
import type { SignatureGraph } from './signature-graph';
import { verifyOutputs } from './verify-outputs';
import { warmUp } from './warm-up';

/** What a signature is made of, once its files are read. */
export interface SignatureSource {
  readonly name: string;
  readonly spec: FeatureSpec;
  /** How clients may write the keys of its rows. */
  readonly keys?: RowKeys;
  /** What the training data had of the features, by name. @default nothing is known of it */
  readonly seen?: ReadonlyMap<string, SeenValues>;
  readonly onnx: SignatureGraph;
  /** What each output of the graph is to a client, or all of them; an empty map leaves them scores. */
  readonly roles: ReadonlyMap<string, OutputRole> | OutputRole;
  readonly checks: Checks | null;
  /** Whether the objective promises numbers between 0 and 1. @default false */
  readonly answersProbabilities?: boolean;
}

/** What a model is made of, once its files are read. */
export interface ModelSource {
  readonly name: string;
  readonly version: string;
  /** What graphs compute; the first is the one that is meant where none is named. */
  readonly signatures: readonly SignatureSource[];
  /** The vectors of its items. @default it has none */
  readonly vectors?: VectorsSource;
  /** What the training rows had of its features. @default nothing is known of it */
  readonly statistics?: readonly FeatureStatistics[];
}

/** The vectors of items, and what they are in a model. */
export interface VectorsSource {
  readonly items: NamedVectors;
  /** Row-major [items.count, items.dim]; null where they were taken as they were read. */
  readonly rows: Float32Array | null;
  /** The signature that encodes an item into such a vector; null where they were learned, item by item. */
  readonly itemsOf: string | null;
  /** The signature whose embedding is searched for among them, or which takes their ids. */
  readonly queriesOf: string;
  /** What takes their ids. @default a graph embeds what is searched for */
  readonly lookup?: LookupSource;
}

/** What is known of a signature, once it is loaded, checked and warmed up. */
export interface SignatureDescription {
  readonly name: string;
  readonly spec: FeatureSpec;
  readonly keys?: RowKeys;
  readonly seen?: ReadonlyMap<string, SeenValues>;
  /** The outputs of the session, in their order. */
  readonly answers: readonly ModelOutput[];
  /** Whether every number that the model answers lies between 0 and 1. */
  readonly answersProbabilities: boolean;
  /** Rows of its checks, as a client would send them: real ones; none where a model has no checks. */
  readonly sampleRows: readonly unknown[];
  /** Rows that are computed in the few milliseconds for which the event loop may stand still. */
  readonly sliceRows: number;
}

/** A signature's description, and what computes it. */
export interface SignatureParts extends SignatureDescription {
  readonly session: Session;
  /** Where its large runs are computed instead. @default in the session */
  readonly beside?: RunsBeside;
}

/** A model, loaded whole. */
export interface ModelParts {
  readonly name: string;
  readonly version: string;
  readonly signatures: readonly SignatureParts[];
  /** What finds its items. @default nothing does */
  readonly search?: SearchParts;
  /** What takes the ids of its vectors, and is meant where nothing is named. @default nothing does */
  readonly lookup?: Lookup;
  /** What the training rows had of its features. @default nothing is known of it */
  readonly statistics?: readonly FeatureStatistics[];
}

/** A search among the vectors of a model. */
export interface SearchParts {
  /** The signature whose embedding is searched for. */
  readonly queriesOf: string;
  readonly index: VectorSearch;
}

/** What loading a model is about, step by step. */
export type LoadPhase = 'reading' | 'opening' | 'checking' | 'warming up';

/**
 * Loads a model, all of its signatures or none, replays its checks and warms it up.
 *
 * @param note - is told each step before it begins
 * @throws RejectedModel if any of that fails; nothing stays in memory then
 */
export async function openParts(
  { name, version, signatures: sources, vectors, statistics }: ModelSource,
  options: SessionOptions,
  note: (phase: LoadPhase) => void = () => undefined,
): Promise<ModelParts> {
  const signatures: SignatureParts[] = [];
  for (const source of sources) {
    try {
      signatures.push(await openSignature(source, options, note));
    } catch (error) {
      await Promise.all(signatures.map(({ session }) => session.close()));
      const which = sources.length > 1 ? `${source.name}: ` : '';
      throw new RejectedModel(`${name} ${version}: ${which}${firstLine(error)}`, { cause: error });
    }
  }
  if (vectors) {
    try {
      assertVectorsFit(vectors, signatures);
    } catch (error) {
      await Promise.all(signatures.map(({ session }) => session.close()));
      throw new RejectedModel(`${name} ${version}: ${firstLine(error)}`, { cause: error });
    }
  }
  return { name, version, signatures, statistics };
}

/** Loads one signature, with errors of any kind that do not say which it was. */
async function openSignature(
  source: SignatureSource,
  options: SessionOptions,
  note: (phase: LoadPhase) => void,
): Promise<SignatureParts> {
  const encoder = new RowEncoder(source.spec, source.keys);
  note('opening');
  const session = await fastestSession(source.onnx, options);
  try {
    assertWidth(session, encoder);
    note('checking');
    const widths = await verifyOutputs(session, encoder);
    const answers = session.outputs.map((output, i) => answerOf(output, widths[i], source.roles));
    assertListed(session, source.roles);
    if (source.checks) await replay(source.checks, session, encoder);
    note('warming up');
    const sliceRows = await warmUp(session, encoder);
    const { name, spec, keys, seen, checks, answersProbabilities = false } = source;
    const sampleRows = checks?.rows ?? [];
    return { name, spec, keys, seen, answers, answersProbabilities, sampleRows, sliceRows, session };
  } catch (error) {
    await session.close();
    throw error;
  }
}

function answerOf({ name, type }: TensorSpec, width: number, roles: SignatureSource['roles']): ModelOutput {
  const role = typeof roles === 'string' ? roles : roles.size === 0 ? 'score' : roles.get(name);
  if (role === undefined) {
    throw new RejectedModel(`The manifest does not say what the output ${describeValue(name)} is.`);
  }
  if ((role === 'ids') === (type === 'string')) return { name, role, width };
  throw new RejectedModel(
    `The output ${describeValue(name)} has the type ${type}, which "${role}" in the manifest cannot be.`,
  );
}

/** What the manifest promises, the graph must have. */
function assertListed(session: Session, roles: SignatureSource['roles']): void {
  if (typeof roles === 'string') return;
  for (const name of roles.keys()) {
    if (session.outputs.some(output => output.name === name)) continue;
    throw new RejectedModel(`The model has no output ${describeValue(name)}, which the manifest lists.`);
  }
}

function assertWidth(session: Session, encoder: RowEncoder): void {
  const width = session.input.shape[1];
  if (typeof width === 'number' && width > 0 && width !== encoder.width) {
    throw new RejectedModel(
      `The model takes ${width} columns, but the features of feature_meta.json make ${encoder.width}: the two files do not belong together.`,
    );
  }
}

async function replay(checks: Checks, session: Session, encoder: RowEncoder): Promise<void> {
  const { values, rowCount } = encoder.encode(checks.rows, 'checks.rows');
  const outputs = await session.run(values, rowCount, encoder.width);
  const outputOf = recordedOutputs(session.outputs, outputs);
  for (const [name, expected] of Object.entries(checks.outputs)) {
    assertClose(name, outputOf(name, expected.length), expected, checks.tolerance);
  }
  for (const [name, expected] of Object.entries(checks.ids ?? {})) {
    assertSame(name, outputOf(name, expected.length), expected);
  }
}

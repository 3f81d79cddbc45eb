import type { Checks } from '@reckit/artifacts';
import { RowEncoder, type FeatureSpec } from '@reckit/features';
import { firstLine, RejectedModel } from '../errors';
import { fastestSession } from './fastest-session';
import type { Session, SessionOptions } from '../scoring/session';
import { verifyOutputs } from './verify-outputs';
import { warmUp } from './warm-up';

/** What a model is made of, once its files are read. */
export interface ModelSource {
  readonly name: string;
  readonly version: string;
  readonly spec: FeatureSpec;
  readonly onnx: Uint8Array;
  readonly checks: Checks | null;
  /** Whether the objective promises numbers between 0 and 1. @default false */
  readonly answersProbabilities?: boolean;
}

/** What is known of a model, once it is loaded, checked and warmed up. */
export interface ModelDescription {
  readonly name: string;
  readonly version: string;
  readonly spec: FeatureSpec;
  /** How many numbers a row has in each output of the session. */
  readonly outputWidths: readonly number[];
  /** Whether every number that the model answers lies between 0 and 1. */
  readonly answersProbabilities: boolean;
  /** Rows of its checks, as a client would send them: real ones; none where a model has no checks. */
  readonly sampleRows: readonly unknown[];
  /** Rows that are computed in the few milliseconds for which the event loop may stand still. */
  readonly sliceRows: number;
}

/** A model's description, and what computes it. */
export interface ModelParts extends ModelDescription {
  readonly session: Session;
}

/** What loading a model is about, step by step. */
export type LoadPhase = 'reading' | 'opening' | 'checking' | 'warming up';

/**
 * Loads a model, replays its checks and warms it up.
 *
 * @param note - is told each step before it begins
 * @throws RejectedModel if any of that fails; nothing stays in memory then
 */
export async function openParts(
  source: ModelSource,
  options: SessionOptions,
  note: (phase: LoadPhase) => void = () => undefined,
): Promise<ModelParts> {
  try {
    return await openUnnamed(source, options, note);
  } catch (error) {
    throw new RejectedModel(`${source.name} ${source.version}: ${firstLine(error)}`, { cause: error });
  }
}

/** As `openParts`, with errors of any kind that do not say which model it was. */
async function openUnnamed(
  source: ModelSource,
  options: SessionOptions,
  note: (phase: LoadPhase) => void,
): Promise<ModelParts> {
  const encoder = new RowEncoder(source.spec);
  note('opening');
  const session = await fastestSession(source.onnx, options);
  try {
    assertWidth(session, encoder);
    note('checking');
    const outputWidths = await verifyOutputs(session, encoder);
    if (source.checks) await replay(source.checks, session, encoder);
    note('warming up');
    const sliceRows = await warmUp(session, encoder);
    const { name, version, spec, checks, answersProbabilities = false } = source;
    const sampleRows = checks?.rows ?? [];
    return { name, version, spec, session, outputWidths, answersProbabilities, sampleRows, sliceRows };
  } catch (error) {
    await session.close();
    throw error;
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
  for (const [name, expected] of Object.entries(checks.outputs)) {
    const index = session.outputs.findIndex(output => output.name === name);
    if (index < 0) throw new RejectedModel(`checks: the model has no output "${name}".`);
    assertClose(name, outputs[index], expected, checks.tolerance);
  }
}

function assertClose(
  name: string,
  actual: Float32Array,
  expected: readonly number[],
  { relative, absolute }: Checks['tolerance'],
): void {
  if (actual.length !== expected.length) {
    throw new RejectedModel(
      `checks: "${name}" has ${actual.length} values, recorded were ${expected.length}.`,
    );
  }
  expected.forEach((wanted, i) => {
    const allowed = Math.max(absolute, relative * Math.abs(wanted));
    // Written so that NaN fails.
    if (!(Math.abs(actual[i] - wanted) <= allowed)) {
      throw new RejectedModel(
        `checks: "${name}"[${i}] is ${actual[i]}, recorded was ${wanted}: the model does not compute what it did when it was trained.`,
      );
    }
  });
}

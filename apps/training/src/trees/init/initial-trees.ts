import { FEATURE_META_FILE, type Manifest } from '@reckit/artifacts';
import {
  parseFeatureMeta,
  ruleAsWritten,
  specDifference,
  type FeatureFile,
  type FeatureSpec,
  type TreeFeature,
} from '@reckit/features';
import { DEFAULT_PARAMETERS, defaultsBeside } from '@reckit/xgboost';
import { BadTrainingRun } from '../../run/errors';
import { doesNotFit } from '../../run/init/initial-version';
import type { TrainingRun } from '../../run/training-model';
import { XGBOOST_FILE } from '../package/xgboost-file';
import type { TreeFlags } from '../settings/flags';

/** Trees that a training adds more to. */
export interface InitialTrees {
  /** As XGBoost writes it. */
  readonly model: Uint8Array;
  readonly spec: FeatureSpec;
}

/** The parameters that a model has once and for all; the others are of the rounds that are added. */
const OF_THE_MODEL = ['objective', 'booster', 'num_parallel_tree'] as const;

/**
 * Reads the trees that the flags say to go on from; null for none.
 *
 * @throws CorruptPackage, BadFeatureFile, or BadTrainingRun if they do not fit this run
 */
export async function readInitialTrees(
  { flags, initial }: TrainingRun<TreeFlags>,
  { spec, label, positive }: FeatureFile<TreeFeature>,
): Promise<InitialTrees | null> {
  if (!initial) return null;
  const { manifest } = initial;
  assertSameParameters(manifest, flags);
  assertSame(manifest, 'the label', label, manifest.data['label']);
  assertSame(
    manifest,
    'the rule of the label',
    positive ? ruleAsWritten(positive) : undefined,
    manifest.data['positive'],
  );
  const isNormalized = manifest.training['normalized'] === true;
  assertSame(manifest, '--normalize', flags.normalize ?? false, isNormalized);
  const opened = await initial.open([XGBOOST_FILE, FEATURE_META_FILE]);
  const [model, meta] = [opened.file(XGBOOST_FILE), opened.file(FEATURE_META_FILE)];
  if (!model || !meta) {
    throw new BadTrainingRun(
      `--init-from ${manifest.version}: the package has no ${model ? FEATURE_META_FILE : XGBOOST_FILE}. Name another version, or leave out --init-from.`,
    );
  }
  const before = parseFeatureMeta(meta.toString(), null).spec;
  const difference = specDifference({ here: spec, there: before, thereName: manifest.version });
  if (difference !== null) throw doesNotFit(manifest, difference);
  return { model, spec: before };
}

function assertSameParameters(manifest: Manifest, { param }: TreeFlags): void {
  const here = { ...defaultsBeside(param), ...param };
  const there = manifest.training['parameters'];
  for (const name of OF_THE_MODEL) {
    const its = typeof there === 'object' && there !== null ? Object.entries(there) : [];
    const value = its.find(([other]) => other === name)?.[1] ?? DEFAULT_PARAMETERS[name];
    assertSame(manifest, name, here[name], value);
  }
  if ('base_score' in param) {
    throw new BadTrainingRun(
      `--init-from ${manifest.version}: its trees were grown upon its base_score, which cannot change any more. Leave out --param base_score.`,
    );
  }
}

function assertSame(manifest: Manifest, what: string, here: unknown, there: unknown): void {
  const [mine, its] = [here, there].map(value => (value === undefined ? 'none' : JSON.stringify(value)));
  if (String(mine).replaceAll('"', '') === String(its).replaceAll('"', '')) return;
  throw doesNotFit(manifest, `${what} is ${mine} here and ${its} in ${manifest.version}`);
}

import { InvalidModelFile, UnsupportedModel } from '../../errors';
import { baseMargin, isAtLeast } from './base-margin';
import { DocumentCursor } from './document-cursor';
import { isObjective, OBJECTIVES } from './objectives';
import type { Objective } from './objectives';
import { dropUnreadLists } from './drop-unread-lists';
import { readCategories } from './read-categories';
import { readJsonWithNan } from './read-json-with-nan';
import { readTrees } from './read-trees';
import { readUbjson } from './ubjson';
import type { XgboostModel } from './xgboost-model';

/**
 * Reads a model file of XGBoost 1.7 or later, JSON or UBJSON, told apart by their second byte.
 * The schema is https://xgboost.readthedocs.io/en/stable/tutorials/saving_model.html.
 *
 * @throws InvalidModelFile if the file is damaged or something else, with the place
 * @throws UnsupportedModel if it is a linear model, has leaves that are no numbers, an objective of one's own or the
 * old format
 */
export function readXgboostModel(bytes: Uint8Array): XgboostModel {
  const document = new DocumentCursor(parse(bytes), '');
  const learner = document.field('learner');
  const booster = learner.field('gradient_booster');
  const kind = booster.field('name').text();
  switch (kind) {
    case 'gbtree':
      return readModel(document, kind, booster.field('model'));
    case 'dart':
      return readModel(
        document,
        kind,
        booster.field('gbtree').field('model'),
        booster.field('weight_drop').floats(),
      );
    default:
      throw new UnsupportedModel(`booster "${kind}"`, 'Train with booster "gbtree" or "dart".');
  }
}

function parse(bytes: Uint8Array): unknown {
  if (bytes.length === 0) throw new InvalidModelFile('the file is empty', 'byte 0');
  if (bytes[0] !== '{'.charCodeAt(0)) {
    throw new UnsupportedModel(
      'neither JSON nor UBJSON',
      'If it is the binary format of old, open it with the XGBoost that wrote it and save it as "model.json".',
    );
  }
  const second = String.fromCharCode(bytes[1] ?? 0);
  return /["\s}]/.test(second) ? parseJson(bytes) : readUbjson(bytes);
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    const read = dropUnreadLists(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    return readJsonWithNan(new TextDecoder('utf-8', { fatal: true }).decode(read));
  } catch (error) {
    throw new InvalidModelFile(error instanceof Error ? error.message : String(error), 'JSON text');
  }
}

function readModel(
  document: DocumentCursor,
  booster: XgboostModel['booster'],
  model: DocumentCursor,
  weightDrop?: Float32Array,
): XgboostModel {
  const learner = document.field('learner');
  const param = learner.field('learner_model_param');
  const objective = readObjective(learner);
  const featureCount = param.field('num_feature').count();
  const outputCount = readOutputCount(param, objective);
  const documents = model.field('trees').items();
  const treeCount = documents.length;
  const parallelTreeCount = model.field('gbtree_model_param').field('num_parallel_tree').count() || 1;
  const roundStarts = readRoundStarts(model, treeCount, outputCount * parallelTreeCount);
  const attributes = learner.optional('attributes')?.texts() ?? {};
  const baseScores = readBaseScores(param.field('base_score'), outputCount);
  const names = learner.optional('feature_names')?.items() ?? [];
  const types = learner.optional('feature_types')?.items() ?? [];
  const version = [...document.field('version').integers()];
  const isStarted = treeCount > 0 || !startsFromAverage(param, version);

  return {
    version,
    booster,
    objective,
    featureCount,
    featureNames: names.length > 0 ? names.map(name => name.text()) : undefined,
    featureTypes: types.length > 0 ? types.map(type => type.text()) : undefined,
    outputCount,
    baseScores,
    baseMargins: isStarted
      ? readBaseMargins(baseScores, objective, version, param.field('base_score'))
      : baseScores,
    bestIteration: learner.optional('attributes')?.optional('best_iteration')?.count(),
    roundCount: roundStarts.length - 1,
    roundStarts,
    parallelTreeCount,
    attributes,
    forest: {
      ...readTrees(documents, featureCount, outputCount),
      treeOutputs: readTreeOutputs(model.field('tree_info'), treeCount, outputCount),
      treeWeights: readTreeWeights(weightDrop, treeCount, model),
    },
    categories: readCategories(model.optional('cats'), featureCount),
  };
}

function readObjective(learner: DocumentCursor): Objective {
  const name = learner.field('objective').field('name').text();
  if (isObjective(name)) return name;
  throw new UnsupportedModel(
    `objective "${name}"`,
    `Known are ${Object.keys(OBJECTIVES).join(', ')}. With an objective of your own, train for margins and save with one of these.`,
  );
}

function readOutputCount(param: DocumentCursor, objective: Objective): number {
  const classCount = param.field('num_class').count();
  if (objective.startsWith('multi:') && classCount < 1)
    param.fail(`${objective} with num_class ${classCount}`);
  return Math.max(classCount, param.optional('num_target')?.count() ?? 1, 1);
}

/** "5E-1" up to 3.0, "[5E-1]" or "[2E-1,3E-1,5E-1]" since 3.1. */
function readBaseScores(field: DocumentCursor, outputCount: number): Float32Array {
  const scores = field
    .text()
    .replace(/^\[|\]$/g, '')
    .split(',')
    .map(score => Number(score.trim() || NaN));
  const [first = NaN] = scores;
  if (scores.some(score => !Number.isFinite(score))) field.fail(`"${field.text()}" is no list of numbers`);
  if (scores.length === outputCount) return Float32Array.from(scores);
  if (scores.length === 1) return new Float32Array(outputCount).fill(first);
  return field.fail(`${scores.length} base scores for ${outputCount} outputs`);
}

function readBaseMargins(
  scores: Float32Array,
  objective: Objective,
  version: readonly number[],
  field: DocumentCursor,
): Float32Array {
  const margins = scores.map(score => baseMargin(objective, score, version));
  return margins.some(Number.isNaN)
    ? field.fail(`base score ${field.text()} is outside the range of ${objective}`)
    : margins;
}

/**
 * Whether the base score is an average of labels that the first round finds. Since 3.1 a model that never had a
 * round keeps the initial base score, and predicts with it as if it were a margin.
 */
function startsFromAverage(param: DocumentCursor, version: readonly number[]): boolean {
  return isAtLeast(version, 3, 1) && param.optional('boost_from_average')?.count() === 1;
}

function readRoundStarts(model: DocumentCursor, treeCount: number, treesPerRound: number): Int32Array {
  const stored = model.optional('iteration_indptr');
  if (!stored) {
    if (treeCount % treesPerRound !== 0) model.fail(`${treeCount} trees, but ${treesPerRound} a round`);
    return Int32Array.from({ length: treeCount / treesPerRound + 1 }, (_, round) => round * treesPerRound);
  }
  const starts = stored.integers();
  const ascends = starts.every((start, round) => start >= (starts[round - 1] ?? 0));
  if (!ascends || starts[0] !== 0 || starts.at(-1) !== treeCount) {
    stored.fail(`the rounds do not divide ${treeCount} trees`);
  }
  return starts;
}

function readTreeOutputs(field: DocumentCursor, treeCount: number, outputCount: number): Int32Array {
  const outputs = field.integers();
  if (outputs.length !== treeCount) field.fail(`${outputs.length} items for ${treeCount} trees`);
  const bad = outputs.find(output => output < 0 || output >= outputCount);
  if (bad !== undefined) field.fail(`output ${bad} of ${outputCount}`);
  return outputs;
}

function readTreeWeights(
  weights: Float32Array | undefined,
  treeCount: number,
  model: DocumentCursor,
): Float32Array {
  if (!weights) return new Float32Array(treeCount).fill(1);
  return weights.length === treeCount
    ? weights
    : model.fail(`weight_drop has ${weights.length} items for ${treeCount} trees`);
}

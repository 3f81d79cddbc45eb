import type { SequenceFeature } from '@reckit/features';
import type { Graph, TorchCheckpoint } from '@reckit/onnx';
import * as z from 'zod';
import { RejectedModel } from '../errors';
import type { FlatFiles, FlatModelLayout, FlatModel } from './flat-layout';
import { APART, assertDistinct, assertSameNames, columnNames, parseMeta } from './parse-meta';
import { readCheckpoint } from './read-checkpoint';
import { scaledSpec } from './scaled-spec';

/**
 * A YouTube DNN as the Python system saved it: the user's features go in as they are, and then the last items of a
 * history. The `item_vectors` in its meta file are not those that its training compared users with; they are not read.
 */
export const flatYoutubeDnn: FlatModelLayout = {
  modelFiles: ['youtube_dnn_model.pt'],
  metaFile: 'youtube_dnn_meta.json',
  scalerFile: 'youtube_dnn_model.pt',
  async read(files) {
    // Loaded when needed: a package of ours brings its graph along, and starts faster without the builder.
    const { youtubeDnnToOnnx } = await import('@reckit/onnx');
    return readFlatYoutubeDnn(files, this.metaFile, youtubeDnnToOnnx);
  },
};

/** What clients call the history, and no feature of the user is called. */
const HISTORY = 'history_item_ids';
/** The row of no item. */
const PAD = '__pad__';

const schema = z.object({
  user_feature_cols: columnNames,
  item_vocab: z.unknown().optional(),
  model_version: z.string().nullish(),
});

function readFlatYoutubeDnn(
  { model, meta }: FlatFiles,
  metaFile: string,
  toGraph: (checkpoint: TorchCheckpoint) => Graph,
): Promise<FlatModel> {
  const {
    user_feature_cols: columns,
    item_vocab: vocabulary,
    model_version: version,
  } = parseMeta(meta, metaFile, schema);
  assertDistinct([...columns, HISTORY], 'user_feature_cols', metaFile);
  const items = itemsByRow(vocabulary, metaFile);
  return readCheckpoint(model, (checkpoint, encode) => {
    const onnx = encode(toGraph(checkpoint));
    assertSameModel(checkpoint, columns, items, metaFile);
    const spec = scaledSpec(columns, null);
    return {
      modelVersion: version ?? null,
      signatures: [
        {
          // Python looked ids up as they stood.
          spec: { ...spec, features: [...spec.features, historyOf(items, checkpoint)], categoryForm: 1 },
          onnx,
          outputRole: 'embedding',
          answersProbabilities: false,
        },
      ],
    };
  });
}

function historyOf(items: readonly string[], { config }: TorchCheckpoint): SequenceFeature {
  return {
    kind: 'sequence',
    name: HISTORY,
    coding: { kind: 'vocabulary', minCount: 1, values: items },
    maxLength: Number(config.get('max_history')),
    pooling: 'mean',
    separator: ',',
  };
}

/** The items by their rows in the embedding table, without row 0, which is that of no item. */
function itemsByRow(vocabulary: unknown, metaFile: string): readonly string[] {
  const entries = typeof vocabulary === 'object' && vocabulary !== null ? Object.entries(vocabulary) : [];
  const rows = entries.filter(([item, row]) => item !== PAD || row !== 0);
  const items = new Array<string>(rows.length);
  for (const [item, row] of rows) {
    if (!Number.isInteger(row) || row < 1 || row > rows.length || items[row - 1] !== undefined) {
      throw new RejectedModel(
        `${metaFile}: item_vocab must number its ${rows.length} items from 1 on, each by a row of its own.`,
      );
    }
    items[row - 1] = item;
  }
  if (items.length > 0) return items;
  throw new RejectedModel(`${metaFile}: item_vocab must be an object with the row of each item.`);
}

function assertSameModel(
  { config, columns: named, itemVocabulary }: TorchCheckpoint,
  columns: readonly string[],
  items: readonly string[],
  metaFile: string,
): void {
  const featureCount = config.get('num_user_feats');
  if (featureCount !== columns.length) {
    throw new RejectedModel(
      `The model takes ${String(featureCount)} features of the user, but ${metaFile} lists ${columns.length}: ${APART}`,
    );
  }
  assertSameNames(named.get('user_feature_cols'), columns, metaFile);
  const itemCount = config.get('num_items');
  if (itemCount !== items.length) {
    throw new RejectedModel(
      `The model has ${String(itemCount)} items, but ${metaFile} numbers ${items.length}: ${APART}`,
    );
  }
  const differing = itemVocabulary ? items.findIndex((item, i) => itemVocabulary.get(item) !== i + 1) : -1;
  if (differing >= 0) {
    throw new RejectedModel(
      `The item in row ${differing + 1} of the model is not the one that ${metaFile} has there: ${APART}`,
    );
  }
}

import type { ColumnList, Graph, TorchCheckpoint } from '@reckit/onnx';
import * as z from 'zod';
import { RejectedModel } from '../errors';
import type { FlatFiles, FlatModelLayout, FlatModel, FlatSignature } from './flat-layout';
import { APART, assertDistinct, assertSameNames, checkMeta, columnNames, parseMetaJson } from './parse-meta';
import { readCheckpoint } from './read-checkpoint';
import { scaledSpec } from './scaled-spec';

/** Two towers as the Python system saved them: one checkpoint, whose features go in as they are. */
export const flatTwoTower: FlatModelLayout = {
  modelFiles: ['two_tower_model.pt'],
  metaFile: 'two_tower_meta.json',
  scalerFile: 'two_tower_model.pt',
  async read(files) {
    // Loaded when needed: a package of ours brings its graphs along, and starts faster without the builder.
    const { twoTowerToOnnx } = await import('@reckit/onnx');
    return readFlatTowers(files, this.metaFile, checkpoint => {
      const { user, item } = twoTowerToOnnx(checkpoint);
      return [
        { name: 'user_tower', list: 'user_cols', graph: user },
        { name: 'item_tower', list: 'item_cols', graph: item },
      ];
    });
  },
};

/** A DSSM as the Python system saved it: as two towers, that of queries first. */
export const flatDssm: FlatModelLayout = {
  modelFiles: ['dssm_model.pt'],
  metaFile: 'dssm_meta.json',
  scalerFile: 'dssm_model.pt',
  async read(files) {
    // Loaded when needed, as above.
    const { dssmToOnnx } = await import('@reckit/onnx');
    return readFlatTowers(files, this.metaFile, checkpoint => {
      const { query, doc } = dssmToOnnx(checkpoint);
      return [
        { name: 'query_tower', list: 'query_cols', graph: query },
        { name: 'doc_tower', list: 'doc_cols', graph: doc },
      ];
    });
  },
};

interface Tower {
  /** The name of its signature. */
  readonly name: string;
  /** The list in the meta file, and in some checkpoints, that names its features. */
  readonly list: ColumnList;
  readonly graph: Graph;
}

const schema = z.object({ model_version: z.string().nullish() });

function readFlatTowers(
  { model, meta }: FlatFiles,
  metaFile: string,
  towersOf: (checkpoint: TorchCheckpoint) => readonly Tower[],
): Promise<FlatModel> {
  const json = parseMetaJson(meta, metaFile);
  const { model_version: version } = checkMeta(json, metaFile, schema);
  return readCheckpoint(model, (checkpoint, encode) => ({
    modelVersion: version ?? null,
    signatures: towersOf(checkpoint).map((tower): FlatSignature => ({
      name: tower.name,
      spec: scaledSpec(columnsOf(json, tower, checkpoint, metaFile), null),
      onnx: encode(tower.graph),
      outputRole: 'embedding',
      answersProbabilities: false,
    })),
  }));
}

/** The names of the features of a tower. */
function columnsOf(
  json: unknown,
  { name, list, graph }: Tower,
  checkpoint: TorchCheckpoint,
  metaFile: string,
): readonly string[] {
  const { [list]: columns } = checkMeta(json, metaFile, z.object({ [list]: columnNames }));
  assertDistinct(columns, list, metaFile);
  const count = graph.inputs[0].shape[1];
  if (count !== columns.length) {
    throw new RejectedModel(
      `The ${name} of the model takes ${count} features, but ${metaFile} lists ${columns.length} under ${list}: ${APART}`,
    );
  }
  assertSameNames(checkpoint.columns.get(list), columns, metaFile);
  return columns;
}

import { readFloatConstants, type FloatConstant } from '@reckit/onnx';

/** What a served graph holds of what was learnt, by the names that it had in training. */
export interface ServedWeights {
  readonly parameters: ReadonlyMap<string, FloatConstant>;
  readonly state: ReadonlyMap<string, FloatConstant>;
  /** Embedding tables, each [rows, dim]. */
  readonly tables: ReadonlyMap<string, FloatConstant>;
}

/** What the names of constants begin with: no operator and no output of a graph has a name with a slash. */
export const SERVED_PREFIXES = {
  parameters: 'weights/',
  state: 'state/',
  tables: 'table/',
} as const satisfies Record<keyof ServedWeights, string>;

/**
 * Reads back what a graph of `servingGraph` was made of.
 *
 * @throws OnnxError if the file is damaged
 */
export function readServedWeights(onnx: Uint8Array): ServedWeights {
  const constants = [...readFloatConstants(onnx)];
  const under = (prefix: string): ReadonlyMap<string, FloatConstant> =>
    new Map(
      constants
        .filter(([name]) => name.startsWith(prefix))
        .map(([name, constant]) => [name.slice(prefix.length), constant]),
    );
  return {
    parameters: under(SERVED_PREFIXES.parameters),
    state: under(SERVED_PREFIXES.state),
    tables: under(SERVED_PREFIXES.tables),
  };
}

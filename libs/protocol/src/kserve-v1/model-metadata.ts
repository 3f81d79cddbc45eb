import { hasListEntries, type AnsweredOutput } from '../answered-output';
import type { RowFeatures, ScannedColumn } from '../rows/row-features';
import { DEFAULT_SIGNATURE } from './signature-name';

/** A callable function of a model, as its metadata tells of it. */
export interface DescribedSignature {
  readonly name: string;
  readonly encoder: Pick<RowFeatures, 'featureNames' | 'columns'>;
  readonly outputs: readonly AnsweredOutput[];
}

/** A tensor, as TensorFlow describes it. */
export interface TensorInfo {
  readonly name: string;
  readonly dtype: 'DT_FLOAT' | 'DT_STRING';
  /** Sizes are texts; -1 is any. */
  readonly tensor_shape: {
    readonly dim: readonly { readonly size: string; readonly name: string }[];
    readonly unknown_rank: boolean;
  };
}

/** The inputs and outputs of a signature by their names. */
export interface SignatureDef {
  readonly inputs: Readonly<Record<string, TensorInfo>>;
  readonly outputs: Readonly<Record<string, TensorInfo>>;
  readonly method_name: string;
}

/** The answer of `GET /v1/models/{model}/metadata`, in which clients of both systems find what they read. */
export interface ModelMetadataBody {
  readonly name: string;
  readonly version: string;
  readonly model_spec: { readonly name: string; readonly signature_name: string; readonly version: string };
  readonly metadata: {
    readonly signature_def: { readonly signature_def: Readonly<Record<string, SignatureDef>> };
  };
}

const METHOD = 'tensorflow/serving/predict';

/**
 * What a model takes and answers: a column a feature and an output each, for each of its signatures.
 *
 * @param atHand - the signature that requests without a name get
 * @param signatures - all of the model
 */
export function modelMetadataBody(
  name: string,
  version: string,
  atHand: DescribedSignature,
  signatures: readonly DescribedSignature[],
): ModelMetadataBody {
  const others = signatures.filter(signature => signature.name !== atHand.name);
  return {
    name,
    version,
    model_spec: { name, signature_name: '', version },
    metadata: {
      signature_def: {
        signature_def: byName([
          [DEFAULT_SIGNATURE, signatureDef(atHand)],
          ...others.map(signature => [signature.name, signatureDef(signature)] as const),
        ]),
      },
    },
  };
}

function signatureDef({ encoder, outputs }: DescribedSignature): SignatureDef {
  return {
    inputs: byName(
      encoder.featureNames.map((name, feature) => [name, inputInfo(name, encoder.columns[feature])]),
    ),
    outputs: byName(outputs.map(output => [output.name, outputInfo(output)])),
    method_name: METHOD,
  };
}

function inputInfo(name: string, { kind }: ScannedColumn): TensorInfo {
  const dtype = kind === 'numeric' ? 'DT_FLOAT' : 'DT_STRING';
  return tensorInfo(name, dtype, kind === 'sequence' ? [-1, -1] : [-1]);
}

function outputInfo(output: AnsweredOutput): TensorInfo {
  const dtype = output.role === 'ids' ? 'DT_STRING' : 'DT_FLOAT';
  const width = output.isUpTo === true ? -1 : output.width;
  return tensorInfo(output.name, dtype, hasListEntries(output) ? [-1, width] : [-1]);
}

function tensorInfo(name: string, dtype: TensorInfo['dtype'], shape: readonly number[]): TensorInfo {
  const dim = shape.map(size => ({ size: String(size), name: '' }));
  return { name, dtype, tensor_shape: { dim, unknown_rank: false } };
}

/** An object whatever the names are: `__proto__` is one like others. */
function byName<Value>(entries: readonly (readonly [string, Value])[]): Readonly<Record<string, Value>> {
  return Object.fromEntries(entries);
}

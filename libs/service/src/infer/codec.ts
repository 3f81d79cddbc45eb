import type { EncodedRows } from '@reckit/features';
import type { Callable, ModelOutput, Outputs, Signature } from '@reckit/inference';

/** What a request for a prediction addresses. */
export interface Target {
  /** The name that the client calls; null for the first model of the process. */
  readonly name: string | null;
  /** The version that must answer; null for the current one. */
  readonly version: string | null;
  /** The label whose version must answer, in place of a version; null for none. */
  readonly label: string | null;
}

/** The rows of a request, and what it asks of its answer. */
export interface Decoded<Options> {
  readonly rows: EncodedRows;
  readonly options: Options;
  /** What is to be called, where the request itself names it. @default the signature that was addressed */
  readonly signature?: Signature;
}

/** What was computed for a request. */
export interface Answered {
  readonly signature: Signature;
  /** The outputs of the signature, each as wide as it is here. */
  readonly answers: readonly ModelOutput[];
  /** By the position of the signature's outputs. */
  readonly outputs: Outputs;
  readonly rowCount: number;
  /** The name by which the model was called, and the version that answers. */
  readonly model: string;
  readonly version: string;
}

/** The body of an answer: JSON in ASCII, or bytes that say themselves what they are. */
export type Answer =
  | { readonly kind: 'json'; readonly text: string }
  | { readonly kind: 'bytes'; readonly bytes: Buffer; readonly headers: Readonly<Record<string, string>> };

/** How a protocol writes predictions. It has never heard of models, files or metrics. */
export interface Codec<Options> {
  /**
   * Reads a request.
   *
   * @param signature - what was addressed, and `model` what it belongs to
   * @returns at once, or a promise where it would take more than a few milliseconds
   * @throws RequestError, or BadRow
   */
  decode(body: Buffer, signature: Signature, model: Callable): Decoded<Options> | Promise<Decoded<Options>>;
  /**
   * Writes what was computed.
   *
   * @returns at once, or a promise where it would take more than a few milliseconds
   * @throws InternalError for numbers that the protocol cannot say
   */
  encode(answered: Answered, options: Options): Answer | Promise<Answer>;
}

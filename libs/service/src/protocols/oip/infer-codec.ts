import type { Signature } from '@reckit/inference';
import {
  HEADER_LENGTH,
  headerLengthOf,
  modelInputs,
  outputTensors,
  readInferRequest,
  rowsOfTensors,
  selectOutputs,
  SliceClock,
  writeInferResponse,
  type ColumnOrder,
  type InferBody,
  type Reading,
  type SelectedOutput,
} from '@reckit/protocol';
import type { Answer, Answered, Codec, Decoded } from '../../infer/codec';
import type { DecodeTurns } from '../../infer/decode-turns';

/** What a request for an inference asks of its answer. */
export interface InferOptions {
  readonly id: string | null;
  readonly outputs: readonly SelectedOutput[];
}

/** How requests for an inference are read. */
export interface InferSettings {
  readonly turns: DecodeTurns;
  readonly maxRows: number;
  readonly order: ColumnOrder;
}

/** One request for an inference over HTTP, and its answer: JSON, with the bytes of binary tensors behind it. */
export class InferCodec implements Codec<InferOptions> {
  /** @param headerLength - the header `Inference-Header-Content-Length` of the request */
  constructor(
    private readonly settings: InferSettings,
    private readonly headerLength: string | undefined,
  ) {}

  decode(body: Buffer, signature: Signature): Decoded<InferOptions> | Promise<Decoded<InferOptions>> {
    return this.settings.turns.run(this.#read(body, signature));
  }

  encode(answered: Answered, { id, outputs: selected }: InferOptions): Answer | Promise<Answer> {
    const { answers, outputs, rowCount, model: modelName, version: modelVersion } = answered;
    const tensors = outputTensors(answers, outputs, rowCount, selected);
    const body = this.settings.turns.run(
      writeInferResponse({ modelName, modelVersion, id, outputs: tensors }),
    );
    return body instanceof Promise ? body.then(answerOf) : answerOf(body);
  }

  *#read(body: Buffer, { encoder, outputs }: Signature): Reading<Decoded<InferOptions>> {
    const { maxRows, order } = this.settings;
    const clock = new SliceClock();
    const request = yield* readInferRequest(
      body,
      {
        headerLength: headerLengthOf(this.headerLength, body.length),
        maxTensors: Math.max(encoder.featureCount, outputs.length),
        modelInputs: () => modelInputs(encoder),
      },
      clock,
    );
    const selected = selectOutputs(outputs, request.outputs, request.isBinaryWanted);
    const { inputs, parameters } = request;
    const rows = yield* rowsOfTensors(inputs, encoder, { parameters, order, maxRows }, clock);
    return { rows, options: { id: request.id, outputs: selected } };
  }
}

function answerOf({ json, binary }: InferBody): Answer {
  if (binary.length === 0) return { kind: 'json', text: json };
  const headers = { 'Content-Type': 'application/octet-stream', [HEADER_LENGTH]: String(json.length) };
  return { kind: 'bytes', bytes: Buffer.concat([Buffer.from(json, 'latin1'), ...binary]), headers };
}

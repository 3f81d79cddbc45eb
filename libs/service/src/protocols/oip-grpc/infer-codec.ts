import type { EncodedRows } from '@reckit/features';
import type { Signature } from '@reckit/inference';
import {
  inferRequestOf,
  outputTensors,
  rowsOfTensors,
  selectOutputs,
  SliceClock,
  writeInferResponseMessage,
  type InferMessage,
  type Reading,
  type SelectedOutput,
} from '@reckit/protocol';
import type { Answer, Answered, Codec, Decoded } from '../../infer/codec';
import type { DecodeTurns } from '../../infer/decode-turns';
import type { OpenCall } from './open-call';

/** What a call asks of its answer. */
interface InferOptions {
  readonly id: string | null;
  readonly outputs: readonly SelectedOutput[];
}

/** What the decoding of calls needs to know of the service. */
export interface InferCodecContext {
  readonly maxRows: number;
  readonly turns: DecodeTurns;
}

/** The codec of one call: what it is about has been read already, since it says which model is meant. */
export class InferCodec implements Codec<InferOptions> {
  constructor(
    private readonly message: InferMessage,
    private readonly open: OpenCall,
    private readonly context: InferCodecContext,
  ) {}

  decode(_body: Buffer, signature: Signature): Decoded<InferOptions> | Promise<Decoded<InferOptions>> {
    return this.context.turns.run(this.#read(signature));
  }

  encode({ signature, outputs, rowCount, model, version }: Answered, options: InferOptions): Answer {
    const tensors = outputTensors(signature.outputs, outputs, rowCount, options.outputs);
    const answer = { modelName: model, modelVersion: version, id: options.id, outputs: tensors };
    return { kind: 'bytes', bytes: writeInferResponseMessage(answer), headers: {} };
  }

  /** Reads the rows as long as somebody waits for the answer. */
  *#read({ encoder, outputs }: Signature): Reading<Decoded<InferOptions>> {
    const clock = new SliceClock();
    const request = yield* this.#whileWanted(inferRequestOf(this.message, clock));
    const selected = selectOutputs(outputs, request.outputs, request.isBinaryWanted);
    const rows: EncodedRows = yield* this.#whileWanted(
      rowsOfTensors(
        request.inputs,
        encoder,
        { parameters: request.parameters, order: 'model', maxRows: this.context.maxRows },
        clock,
      ),
    );
    this.open.assertWanted();
    return { rows, options: { id: request.id, outputs: selected } };
  }

  *#whileWanted<Result>(reading: Reading<Result>): Reading<Result> {
    for (;;) {
      const step = reading.next();
      if (step.done) return step.value;
      yield;
      this.open.assertWanted();
    }
  }
}

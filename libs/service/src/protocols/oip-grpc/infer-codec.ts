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
} from '@reckit/protocol';
import type { Answer, Answered, Codec, Decoded } from '../../infer/codec';
import type { InferOptions, InferSettings } from '../oip/infer-codec';
import type { OpenCall } from './open-call';

/** The codec of one call: what it is about has been read already, since it says which model is meant. */
export class InferMessageCodec implements Codec<InferOptions> {
  constructor(
    private readonly message: InferMessage,
    private readonly open: OpenCall,
    private readonly settings: InferSettings,
  ) {}

  decode(_body: Buffer, signature: Signature): Decoded<InferOptions> | Promise<Decoded<InferOptions>> {
    return this.settings.turns.run(this.#read(signature));
  }

  encode({ answers, outputs, rowCount, model, version }: Answered, options: InferOptions): Answer {
    const tensors = outputTensors(answers, outputs, rowCount, options.outputs);
    const answer = { modelName: model, modelVersion: version, id: options.id, outputs: tensors };
    return { kind: 'bytes', bytes: writeInferResponseMessage(answer), headers: {} };
  }

  /** Reads the rows as long as somebody waits for the answer. */
  *#read({ encoder, outputs }: Signature): Reading<Decoded<InferOptions>> {
    const { maxRows, order } = this.settings;
    const clock = new SliceClock();
    const request = yield* this.#whileWanted(inferRequestOf(this.message, clock));
    const selected = selectOutputs(outputs, request.outputs, request.isBinaryWanted);
    const { inputs, parameters } = request;
    const rows = yield* this.#whileWanted(
      rowsOfTensors(inputs, encoder, { parameters, order, maxRows }, clock),
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

import type { Callable, Signature } from '@reckit/inference';
import {
  chooseSignature,
  encodePredictAnswer,
  isLargeAnswer,
  readPredictRequest,
  readSignatureName,
  ROW_KEYS,
  SIGNATURE_KEY,
  writePredictAnswer,
  type EntryForm,
  type PredictShape,
  type Reading,
} from '@reckit/protocol';
import type { Answer, Answered, Codec, Decoded } from '../../infer/codec';
import type { DecodeTurns } from '../../infer/decode-turns';
import type { RowReader } from '../../infer/row-reader';
import { answerOfPieces } from '../json-pieces';

/** `{"instances": [row, …]}` and `{"predictions": [entry, …]}`, and what else TensorFlow Serving takes for that. */
export class PredictCodec implements Codec<PredictShape> {
  constructor(
    private readonly rows: RowReader,
    private readonly turns: DecodeTurns,
    private readonly singleEmbedding: EntryForm['singleEmbedding'],
  ) {}

  decode(
    body: Buffer,
    addressed: Signature,
    model: Callable,
  ): Decoded<PredictShape> | Promise<Decoded<PredictShape>> {
    return this.turns.run(this.#read(body, addressed, model));
  }

  encode({ answers, outputs }: Answered, shape: PredictShape): Answer | Promise<Answer> {
    const what = [shape, answers, outputs, this.singleEmbedding] as const;
    if (isLargeAnswer(outputs)) return answerOfPieces(this.turns.run(writePredictAnswer(...what)));
    return { kind: 'json', text: encodePredictAnswer(...what) };
  }

  *#read(body: Buffer, addressed: Signature, model: Callable): Reading<Decoded<PredictShape>> {
    const { rows } = this;
    const choose = (name: string | null): Signature => chooseSignature(name, addressed, model.signatures);
    const scan = yield* rows.scan(body, ROW_KEYS, addressed.encoder, SIGNATURE_KEY);
    // The name of the signature may stand behind the rows, which have been read for another one then.
    if (scan && choose(readSignatureName(body, scan.notedAt)) === addressed)
      return { rows: scan.rows, options: 'predictions' };
    let signature = addressed;
    const read = yield* readPredictRequest(body, name => (signature = choose(name)).encoder, rows.maxRows);
    return { rows: read.rows, options: read.shape, signature };
  }
}

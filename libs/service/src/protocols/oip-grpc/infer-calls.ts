import type { Metadata, sendUnaryData, ServerUnaryCall } from '@grpc/grpc-js';
import { readInferMessage, SliceClock, type InferMessage, type RequestError } from '@reckit/protocol';
import type { Codec, Target } from '../../infer/codec';
import { DecodeTurns } from '../../infer/decode-turns';
import type { InferSettings } from '../oip/infer-codec';
import type { Predictor } from '../../infer/predictor';
import type { ServiceState } from '../../service-state';
import type { CallAccess } from './call-access';
import { GrpcExchange } from './grpc-exchange';
import { statusOf } from './grpc-status';
import { InferMessageCodec } from './infer-codec';
import type { OpenCall } from './open-call';
import type { OpenCalls } from './open-calls';

const NOTHING = Buffer.alloc(0);
const NO_TARGET: Target = { name: null, version: null, label: null };

/** Answers ModelInfer on the bytes of its messages. */
export class InferCalls {
  readonly #settings: InferSettings;

  constructor(
    private readonly state: ServiceState,
    private readonly predictor: Predictor,
    private readonly calls: OpenCalls,
    private readonly access: CallAccess,
  ) {
    const { config } = state;
    this.#settings = {
      turns: new DecodeTurns(config.requestTimeoutMs),
      maxRows: config.maxBatchRows,
      order: config.v2FeatureOrder,
    };
  }

  /** Answers one call; it never throws. */
  answer({ metadata, request }: ServerUnaryCall<Buffer, Buffer>, send: sendUnaryData<Buffer>): void {
    const open = this.calls.of(metadata);
    const exchange = new GrpcExchange(this.state, open, request, {
      send: message => send(null, message),
      refuse: error => send(statusOf(error)),
    });
    try {
      const read = this.#settings.turns.run(readInferMessage(request, new SliceClock()));
      if (read instanceof Promise) {
        read.then(
          message => this.#predict(message, open, exchange),
          (error: unknown) => this.#refuse(error, exchange),
        );
      } else this.#predict(read, open, exchange);
    } catch (error) {
      this.#refuse(error, exchange);
    }
  }

  /**
   * Whether the message of a call need be read at all; if not, the call is answered.
   *
   * @param open - the call, whose message is not here yet
   */
  admits(open: OpenCall, metadata: Metadata): boolean {
    try {
      this.access.assertMayPredict(metadata);
      return true;
    } catch (error) {
      const end = { send: () => undefined, refuse: (refusal: RequestError) => open.fail(refusal) };
      this.#refuse(error, new GrpcExchange(this.state, open, NOTHING, end));
      return false;
    }
  }

  #predict(message: InferMessage, open: OpenCall, exchange: GrpcExchange): void {
    const { modelName: name, modelVersion } = message;
    const target = { name, version: modelVersion === '' ? null : modelVersion, label: null };
    void this.predictor.answer(target, new InferMessageCodec(message, open, this.#settings), exchange);
  }

  /** Refuses a call by way of the predictor, which counts and logs it. */
  #refuse(error: unknown, exchange: GrpcExchange): void {
    const codec: Codec<null> = {
      decode: () => {
        throw error;
      },
      encode: () => ({ kind: 'bytes', bytes: NOTHING, headers: {} }),
    };
    void this.predictor.answer(NO_TARGET, codec, exchange);
  }
}

import { INFERENCE_PROTO } from '@reckit/protocol';
import protobuf from 'protobufjs';
import { rowMajor, type FeatureRows } from '../feature-rows';
import type { Caller } from '../load/closed-loop';
import { GrpcChannel, grpcFrame, messageOfFrame, type GrpcCall } from '../load/grpc-channel';
import { checkScores } from './check-scores';
import { float32Bytes, float32sOf, otherLength } from './http-sides';
import type { ProtocolSide } from './protocol-side';

/** How many connections the calls share. */
export const CHANNELS = 4;
export const GRPC_RAW_SIDE = 'gRPC raw';

const PATH = '/inference.GRPCInferenceService/ModelInfer';

interface GrpcForm {
  readonly name: string;
  messageOf(rows: FeatureRows): object;
  scoresOf(answer: InferAnswer): readonly number[];
}

/** What is read of a `ModelInferResponse`. */
interface InferAnswer {
  readonly outputs: readonly { readonly contents?: { readonly fp32_contents: readonly number[] } }[];
  readonly raw_output_contents: readonly Buffer[];
}

const FORMS: readonly GrpcForm[] = [
  {
    name: 'gRPC typed',
    messageOf: rows => ({
      model_name: 'xgb',
      inputs: [{ ...tensorOf(rows), contents: { fp32_contents: [...rowMajor(rows)] } }],
    }),
    scoresOf: ({ outputs }) => outputs[0]?.contents?.fp32_contents ?? [],
  },
  {
    name: GRPC_RAW_SIDE,
    messageOf: rows => ({
      model_name: 'xgb',
      inputs: [tensorOf(rows)],
      raw_input_contents: [float32Bytes(rows)],
    }),
    scoresOf: ({ raw_output_contents: [bytes] }) => float32sOf(bytes),
  },
];

/** The forms of gRPC of an xgb service. @param metricsPort - its port of HTTP */
export function grpcSides(grpcPort: number, metricsPort: number): readonly ProtocolSide[] {
  const { root } = protobuf.parse(INFERENCE_PROTO, { keepCase: true });
  const requestType = root.lookupType('inference.ModelInferRequest');
  const responseType = root.lookupType('inference.ModelInferResponse');
  const callOf = (form: GrpcForm, rows: FeatureRows): GrpcCall => ({
    path: PATH,
    frame: grpcFrame(Buffer.from(requestType.encode(form.messageOf(rows)).finish())),
  });
  return FORMS.map(form => ({
    name: form.name,
    metricsPort,
    async prepare(asked) {
      const prepared: { call: GrpcCall; answerBytes: number }[] = [];
      const channel = await GrpcChannel.open(grpcPort);
      try {
        for (const { rows, scores } of asked) {
          const call = callOf(form, rows);
          const answer = await channel.ask(call);
          const message: object = responseType.decode(messageOfFrame(answer));
          checkScores(form.name, form.scoresOf(message as InferAnswer), scores);
          prepared.push({ call, answerBytes: answer.length });
        }
      } finally {
        channel.close();
      }
      return async () => {
        const channels = await Promise.all(
          Array.from({ length: CHANNELS }, () => GrpcChannel.open(grpcPort)),
        );
        return prepared.map(({ call, answerBytes }, i): Caller => {
          const shared = channels[i % CHANNELS];
          return {
            ask: onEnding =>
              shared.call(call, (ending, bytes) =>
                onEnding(ending === 200 && bytes !== answerBytes ? otherLength(bytes, answerBytes) : ending),
              ),
            close: () => shared.close(),
          };
        });
      };
    },
  }));
}

function tensorOf({ rowCount, names }: FeatureRows): object {
  return { name: 'input0', datatype: 'FP32', shape: [rowCount, names.length] };
}

import { BenchError } from '../errors';
import { rowMajor, rowObject, type FeatureRows } from '../feature-rows';
import type { Caller } from '../load/closed-loop';
import { Connection } from '../load/connection';
import { askHttp, wireRequest, type HttpAnswer, type HttpQuestion } from '../load/http-question';
import { BARE_SCORE } from '../processes/bare-server';
import { checkScores } from './check-scores';
import type { Asked, ProtocolSide } from './protocol-side';

/** A protocol over HTTP: how rows are asked for, and where the scores stand in an answer. */
interface HttpForm {
  readonly name: string;
  questionOf(rows: FeatureRows): HttpQuestion;
  scoresOf(answer: HttpAnswer): readonly number[];
}

const INFER_PATH = '/v2/models/xgb/infer';
const FLOAT32_BYTES = 4;
const HEADER_LENGTH = 'Inference-Header-Content-Length';
/** The side that the others are held against. */
export const JSON_SIDE = 'JSON /predictions';
export const OIP_BINARY_SIDE = 'OIP binary';

const PREDICTIONS: HttpForm = {
  name: JSON_SIDE,
  questionOf: rows => jsonQuestion('/predictions/xgb', { data: objectsOf(rows) }),
  scoresOf: ({ body }) => jsonOf<{ predictions: number[] }>(body).predictions,
};

const FORMS: readonly HttpForm[] = [
  PREDICTIONS,
  {
    name: 'KServe v1',
    questionOf: rows => jsonQuestion('/v1/models/xgb:predict', { instances: objectsOf(rows) }),
    scoresOf: ({ body }) => jsonOf<{ predictions: number[] }>(body).predictions,
  },
  {
    name: 'OIP JSON',
    questionOf: rows => {
      const data = Array.from({ length: rows.rowCount }, (_, row) =>
        rows.columns.map(column => column[row]),
      ).flat();
      return jsonQuestion(INFER_PATH, { inputs: [{ ...matrixOf(rows), datatype: 'FP64', data }] });
    },
    scoresOf: ({ body }) => jsonOf<{ outputs: [{ data: number[] }] }>(body).outputs[0].data,
  },
  {
    name: OIP_BINARY_SIDE,
    questionOf: rows => {
      const bytes = float32Bytes(rows);
      const head = Buffer.from(
        JSON.stringify({
          inputs: [{ ...matrixOf(rows), datatype: 'FP32', parameters: { binary_data_size: bytes.length } }],
          parameters: { binary_data_output: true },
        }),
      );
      return {
        path: INFER_PATH,
        headers: { 'Content-Type': 'application/octet-stream', [HEADER_LENGTH]: String(head.length) },
        body: Buffer.concat([head, bytes]),
      };
    },
    scoresOf: ({ headers, body }) =>
      float32sOf(body.subarray(Number(headers[HEADER_LENGTH.toLowerCase()] ?? body.length))),
  },
];

/** The protocols over HTTP of an xgb service. */
export function httpSides(port: number): readonly ProtocolSide[] {
  return FORMS.map(form => httpSide(form, port, ({ scores }) => scores));
}

/** The bare server, which answers as many constants as `/predictions` is sent rows. */
export function bareSide(port: number): ProtocolSide {
  const form = { ...PREDICTIONS, name: 'bare node:http' };
  return httpSide(form, port, ({ scores }) => scores.map(() => BARE_SCORE));
}

function httpSide(
  form: HttpForm,
  port: number,
  expectedOf: (asked: Asked) => readonly number[],
): ProtocolSide {
  return {
    name: form.name,
    metricsPort: port,
    async prepare(asked) {
      const prepared: Prepared[] = [];
      for (const each of asked) prepared.push(await prepare(form, port, each.rows, expectedOf(each)));
      return () => Promise.all(prepared.map(each => openCaller(port, each)));
    },
  };
}

interface Prepared {
  readonly request: Buffer;
  readonly answerBytes: number;
}

async function prepare(
  { name, questionOf, scoresOf }: HttpForm,
  port: number,
  rows: FeatureRows,
  expected: readonly number[],
): Promise<Prepared> {
  const question = questionOf(rows);
  const answer = await askHttp(port, question);
  if (answer.status !== 200) {
    throw new BenchError(`${name} answered ${answer.status}: ${answer.body.toString('utf8')}`);
  }
  checkScores(name, scoresOf(answer), expected);
  return { request: wireRequest(question), answerBytes: answer.body.length };
}

async function openCaller(port: number, { request, answerBytes }: Prepared): Promise<Caller> {
  const connection = await Connection.open(port);
  return {
    ask: onEnding =>
      connection.send(request, (ending, bytes) =>
        onEnding(ending === 200 && bytes !== answerBytes ? otherLength(bytes, answerBytes) : ending),
      ),
    close: () => connection.close(),
  };
}

/** What is wrong with an answer that is not as long as the one that was checked. */
export function otherLength(bytes: number, expected: number): Error {
  return new Error(`an answer of ${bytes} bytes in place of ${expected}`);
}

/** The values of rows as they lie in memory. */
export function float32Bytes(rows: FeatureRows): Buffer {
  const { buffer, byteOffset, byteLength } = rowMajor(rows);
  return Buffer.from(buffer, byteOffset, byteLength);
}

/** The numbers in bytes that begin anywhere in their buffer. */
export function float32sOf(bytes: Buffer): readonly number[] {
  return Array.from({ length: bytes.length / FLOAT32_BYTES }, (_, i) => bytes.readFloatLE(i * FLOAT32_BYTES));
}

function jsonQuestion(path: string, body: unknown): HttpQuestion {
  return { path, headers: { 'Content-Type': 'application/json' }, body: Buffer.from(JSON.stringify(body)) };
}

function objectsOf(rows: FeatureRows): readonly Record<string, number>[] {
  return Array.from({ length: rows.rowCount }, (_, row) => rowObject(rows, row));
}

function matrixOf({ rowCount, names }: FeatureRows): { name: string; shape: readonly number[] } {
  return { name: 'input0', shape: [rowCount, names.length] };
}

function jsonOf<Answer>(body: Buffer): Answer {
  return JSON.parse(body.toString('utf8'));
}

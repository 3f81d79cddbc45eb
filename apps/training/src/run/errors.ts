import { BadVectors, CorruptPackage, MissingModel, PackageNotWritten } from '@reckit/artifacts';
import { CollectiveError } from '@reckit/collective';
import { DataError } from '@reckit/data';
import { BadEmbeddingInput } from '@reckit/embedding';
import { BadFeatureData, BadFeatureFile } from '@reckit/features';
import {
  CheckpointOfOtherRun,
  InvalidCheckpoint,
  OtherTraining,
  StoppedElsewhere,
  TrainingDiverged,
  WeightsDiffer,
} from '@reckit/nn';
import { RejectedModel } from '@reckit/inference';
import { escapeControls } from '@reckit/messages';
import { OnnxError } from '@reckit/onnx';
import { BadTrainingData } from '@reckit/training-data';
import { XgboostError } from '@reckit/xgboost';
import { MilvusError } from '../vectors/milvus/milvus-error';

/** A training run cannot go on because of what it was given; the message says what, where and what to do. */
export class BadTrainingRun extends Error {
  override readonly name = 'BadTrainingRun';
}

const EXPECTED = [
  BadTrainingRun,
  BadTrainingData,
  BadEmbeddingInput,
  BadFeatureData,
  BadFeatureFile,
  BadVectors,
  CheckpointOfOtherRun,
  CollectiveError,
  CorruptPackage,
  DataError,
  InvalidCheckpoint,
  MilvusError,
  MissingModel,
  OnnxError,
  OtherTraining,
  PackageNotWritten,
  RejectedModel,
  StoppedElsewhere,
  TrainingDiverged,
  WeightsDiffer,
  XgboostError,
];

/**
 * What to print for an error: one line for what a user can cause, the stack for a fault of ours. Whatever it quotes of
 * files and names, nothing in it controls the terminal.
 */
export function explain(error: unknown): string {
  if (error instanceof Error && isExpected(error)) return escapeControls(error.message);
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return trace.split('\n').map(escapeControls).join('\n');
}

/** Whether a user can have caused an error; one of the system has a code. */
function isExpected(error: Error): boolean {
  return EXPECTED.some(kind => error instanceof kind) || ('code' in error && typeof error.code === 'string');
}

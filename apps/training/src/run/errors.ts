import { CorruptPackage, MissingModel, PackageNotWritten } from '@reckit/artifacts';
import { DataError } from '@reckit/data';
import { BadFeatureData, BadFeatureFile } from '@reckit/features';
import { CheckpointOfOtherRun, InvalidCheckpoint, TrainingDiverged } from '@reckit/nn';
import { OnnxError } from '@reckit/onnx';
import { XgboostError } from '@reckit/xgboost';

/** A training run cannot go on because of what it was given; the message says what, where and what to do. */
export class BadTrainingRun extends Error {
  override readonly name = 'BadTrainingRun';
}

const EXPECTED = [
  BadTrainingRun,
  BadFeatureData,
  BadFeatureFile,
  CheckpointOfOtherRun,
  CorruptPackage,
  DataError,
  InvalidCheckpoint,
  MissingModel,
  OnnxError,
  PackageNotWritten,
  TrainingDiverged,
  XgboostError,
];

/** What to print for an error: one line for what a user can cause, the stack for a fault of ours. */
export function explain(error: unknown): string {
  if (EXPECTED.some(kind => error instanceof kind) && error instanceof Error) return error.message;
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

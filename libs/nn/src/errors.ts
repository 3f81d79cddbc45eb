/** Parent of every error of this library, so that a caller can tell them from bugs. */
export abstract class NnError extends Error {
  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }
}

/** The network is put together wrongly; the code that builds it has to change. */
export class InvalidNetwork extends NnError {}

/** What is fed to an engine, or written into it, does not have the shape the network declares. */
export class InvalidFeed extends NnError {}

/** The loss of a step is NaN or infinite. The engine keeps the weights it had before that step. */
export class LossNotFinite extends NnError {
  constructor(
    /** Counted from 1 over the whole training. */
    readonly step: number,
    readonly loss: number,
  ) {
    super(
      `The loss of step ${step} is ${loss}. Lower the learning rate, clip gradients, look for huge values.`,
    );
  }
}

/** The machine lacks the backend that was asked for by name. */
export class BackendUnavailable extends NnError {
  constructor(backend: string, why: string) {
    super(`The eager engine cannot run on "${backend}": ${why}. Leave the backend out to take one that can.`);
  }
}

/** The library of ONNX Runtime that trainings call is missing on this machine, or too old. */
export class NativeRuntimeUnavailable extends NnError {
  constructor(path: string, reason: string) {
    super(
      `ONNX Runtime cannot be loaded from ${path}: ${reason}. ` +
        'Install the packages anew on this machine with `npm ci`, or train with --engine eager.',
    );
  }
}

/** ONNX Runtime refused a graph or failed in it; the message is its own. */
export class NativeFault extends NnError {
  constructor(nativeMessage: string) {
    super(`ONNX Runtime: ${nativeMessage.trim().replace(/\s*\n\s*/g, ' ')}`);
  }
}

/** The loss of a training is NaN or infinite. The weights are those from before the step. */
export class TrainingDiverged extends NnError {}

/** A training cannot be run as asked. */
export class InvalidTraining extends NnError {}

/** A checkpoint is not there, or must not be used: truncated, altered, or no checkpoint at all. */
export class InvalidCheckpoint extends NnError {}

/** A checkpoint belongs to a run with other settings or data. */
export class CheckpointOfOtherRun extends NnError {}

/** Another process of the training was told to end: it is over here too. */
export class StoppedElsewhere extends NnError {
  constructor() {
    super('Another process of this training was told to stop: go on with --resume.');
  }
}

/** The processes of a training no longer have the same weights. */
export class WeightsDiffer extends NnError {
  constructor(
    readonly rank: number,
    step: number,
  ) {
    super(
      `After step ${step} process ${rank} has other weights than process 0, so its machine computes differently: ` +
        'run all processes on processors of one kind with one version of this program, and go on with --resume.',
    );
  }
}

/** A process is about to train something else than the others. */
export class OtherTraining extends NnError {
  constructor(rank: number, differences: readonly string[]) {
    super(
      `Process ${rank} trains something else than process 0: ${differences.join('; ')}. ` +
        'Give all processes the same settings, and the same data.',
    );
  }
}

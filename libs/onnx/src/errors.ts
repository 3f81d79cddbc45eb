/** Parent of every error of this library, so that a caller can tell them from bugs. */
export abstract class OnnxError extends Error {
  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }
}

/** The graph being built breaks a rule of ONNX; the code that builds it is wrong. */
export class InvalidGraph extends OnnxError {}

/** The kinds of model files that are read, and how to get a good one of each. */
const RESAVE = {
  'XGBoost model': 'Save it again with booster.save_model("model.json") or "model.ubj"',
  'PyTorch checkpoint': 'Save it again with torch.save',
  'ONNX graph': 'Write it again',
} as const;
type ModelFile = keyof typeof RESAVE;

/** The file is damaged or no model of its kind at all. */
export class InvalidModelFile extends OnnxError {
  /** @param where a byte offset or a path such as `learner.gradient_booster.model.trees[3].left_children` */
  constructor(what: string, where: string, file: ModelFile = 'XGBoost model') {
    super(
      `Not a readable ${file}: ${what} (at ${where}). ${RESAVE[file]}, and check that the copy is complete.`,
    );
  }
}

/** The file is a sound model of its kind that uses something that has no translation here. */
export class UnsupportedModel extends OnnxError {
  constructor(what: string, remedy: string, file: ModelFile = 'XGBoost model') {
    super(`${file} not supported: ${what}. ${remedy}`);
  }
}

/** The boosting rounds asked for are not in the model. */
export class RoundsOutOfRange extends OnnxError {
  constructor(from: number, to: number, roundCount: number) {
    super(
      `Boosting rounds ${from} up to ${to} (exclusive) asked for, the model holds ${roundCount}. ` +
        `Give whole numbers with 0 <= from < to <= ${roundCount}.`,
    );
  }
}

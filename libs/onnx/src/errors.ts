/** Parent of every error of this library, so that a caller can tell them from bugs. */
export abstract class OnnxError extends Error {
  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }
}

/** The graph being built breaks a rule of ONNX; the code that builds it is wrong. */
export class InvalidGraph extends OnnxError {}

/** The file is damaged or no XGBoost model at all. */
export class InvalidModelFile extends OnnxError {
  /** @param where a byte offset or a path such as `learner.gradient_booster.model.trees[3].left_children` */
  constructor(what: string, where: string) {
    super(
      `Not a readable XGBoost model: ${what} (at ${where}). ` +
        'Save it again with booster.save_model("model.json") or "model.ubj", and check that the copy is complete.',
    );
  }
}

/** The file is a sound XGBoost model that uses something that has no translation here. */
export class UnsupportedModel extends OnnxError {
  constructor(what: string, remedy: string) {
    super(`XGBoost model not supported: ${what}. ${remedy}`);
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

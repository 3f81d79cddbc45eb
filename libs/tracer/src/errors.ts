/** Parent of every error of this library, so that a caller can tell them from bugs. */
export abstract class TracerError extends Error {
  constructor(message: string) {
    super(message);
    this.name = new.target.name;
  }
}

/** The code being traced uses a kernel of TensorFlow.js that has no translation to ONNX here. */
export class KernelNotCovered extends TracerError {
  /** @param caller the op of TensorFlow.js that ran the kernel, such as `tf.conv2d` */
  constructor(kernel: string, caller: string, remedy = 'Express it through covered ops.') {
    super(`Kernel "${kernel}", called by ${caller}, cannot be traced to ONNX. ${remedy}`);
  }
}

/** The code being traced asked for the values of a tensor, which exist only when the graph runs. */
export class TracedValueRead extends TracerError {
  constructor(graph: string) {
    super(
      `The values of a traced tensor were read (dataSync, data, array or print) while tracing "${graph}": ` +
        'they exist only when the graph runs. Compute with tensors, and declare what should be read as an output.',
    );
  }
}

/** A value or shape in the graph can only be right for the number of rows it was traced with. */
export class BatchDependence extends TracerError {
  constructor(graph: string, caller: string, symbols: readonly string[]) {
    super(
      `Graph "${graph}" is not the same for every size of ${symbols.map(symbol => `"${symbol}"`).join(', ')}: ` +
        `${caller} uses the size as a number. Derive it from tensors (tf.mean, tf.onesLike, -1 in a shape), ` +
        'or trace with a fixed size.',
    );
  }
}

/** An input or output of the graph is declared wrongly. */
export class InvalidDeclaration extends TracerError {
  constructor(graph: string, what: string) {
    super(`Graph "${graph}": ${what}`);
  }
}

export {
  BatchDependence,
  InvalidDeclaration,
  KernelNotCovered,
  TracedValueRead,
  TracerError,
} from './errors';
export { trace, traceProgram } from './trace';
export type { Program, TraceOptions, Tracing } from './trace';
export type { ValueSpec } from './write-graph';
export type { ElementType } from './traced-tensor';

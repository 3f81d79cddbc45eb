export {
  BatchDependence,
  InvalidDeclaration,
  KernelNotCovered,
  TracedValueRead,
  TracerError,
} from './errors';
export { trace } from './trace';
export type { TraceOptions, Tracing } from './trace';
export type { ElementType } from './traced-tensor';

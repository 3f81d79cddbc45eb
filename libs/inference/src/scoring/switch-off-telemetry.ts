/**
 * Keeps ONNX Runtime from sending telemetry from every process and keeping a device id in the home folder, or
 * complaining on standard error that it cannot. To be called before the runtime is loaded, in the main thread
 * where there are several: the runtime reads the environment of the process, of which other threads have a copy.
 */
export function switchOffTelemetry(): void {
  process.env['ORT_DISABLE_TELEMETRY'] ??= '1';
}

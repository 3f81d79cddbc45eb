/**
 * Keeps ONNX Runtime from reporting every process and keeping a device id in the home folder. To be called before the
 * library is loaded, in the main thread where there are several: it reads the environment of the process, of which other
 * threads have a copy.
 */
export function switchOffTelemetry(): void {
  process.env['ORT_DISABLE_TELEMETRY'] ??= '1';
}

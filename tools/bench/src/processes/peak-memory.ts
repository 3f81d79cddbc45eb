import { readFileSync, writeFileSync } from 'node:fs';
import { BenchError } from '../errors';

const KIBIBYTE = 1_024;
const MEGABYTE = 1_000_000;

/** Lets the peak of a process's resident memory begin anew. @returns what is resident now, in MB */
export function resetPeakResident(pid: number): number {
  try {
    writeFileSync(`/proc/${pid}/clear_refs`, '5');
  } catch {
    throw new BenchError('peaks of memory can be measured on Linux alone.');
  }
  return residentNow(pid);
}

/** What is resident now, in MB, as the system tells it. */
export function residentNow(pid: number): number {
  return statusField(pid, 'VmRSS');
}

/** The most that was resident since `resetPeakResident`, in MB. */
export function peakResidentMegabytes(pid: number): number {
  return statusField(pid, 'VmHWM');
}

function statusField(pid: number, name: string): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const kibibytes = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1];
  if (kibibytes === undefined) throw new BenchError(`/proc/${pid}/status shows no ${name}.`);
  return (Number(kibibytes) * KIBIBYTE) / MEGABYTE;
}

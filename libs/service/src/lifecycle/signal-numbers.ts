/** By which a process that a signal ends says so in its exit code, 128 above. */
export const SIGNAL_NUMBERS: Readonly<Partial<Record<NodeJS.Signals, number>>> = { SIGINT: 2, SIGTERM: 15 };

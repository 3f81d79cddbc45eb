/**
 * Read before the program of a step by `--require`: where the pipeline is killed, its steps are told to end as it would
 * have told them. Else a training would go on unseen, and meet the one that the next run starts.
 */
const isOurs = Number(process.env['PIPELINE_PID']) === process.ppid;

// Processes that the step starts read this as well; they are its own business.
if (isOurs && process.channel) {
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  // The step is over when it has nothing to do, whether or not the pipeline is there.
  process.channel.unref();
}

export {};

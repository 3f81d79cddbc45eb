import { allGather, meet } from '@reckit/collective';
import { joinCollective } from '../collective/join-collective';

/**
 * One of the processes of a test: `member.js RANK WORLD_SIZE PORT DOES`. It prints what it computes with the others as JSON,
 * or dies in the midst of it.
 */
async function takePart(): Promise<void> {
  const [rank, worldSize, port] = process.argv.slice(2, 5).map(Number);
  const does = process.argv[5];
  const meeting = await meet({
    rank,
    worldSize,
    at: { host: '127.0.0.1', port },
    purpose: { seed: does === 'differ' ? String(rank) : '1' },
    patienceMs: 30_000,
  });
  const collective = await joinCollective(meeting);
  meeting.close();
  const summed = [Float32Array.of(rank, 0.5), Float64Array.of(rank + 1, 1e300 * rank)];
  for (const values of summed) collective.allReduceSum(values);
  const sent = Uint8Array.of(rank, rank + 1);
  collective.broadcast(sent, worldSize - 1);
  const gathered = allGather(collective, new Uint8Array(rank).fill(rank));
  if (does === 'die' && rank === worldSize - 1) process.kill(process.pid, 'SIGKILL');
  const many = new Float32Array(1_000_000);
  for (let i = 0; i < 20; i++) collective.allReduceSum(many);
  collective.close();
  process.stdout.write(
    JSON.stringify({
      rank: collective.rank,
      worldSize: collective.worldSize,
      summed: summed.map(values => [...values]),
      sent: [...sent],
      gathered: gathered.map(part => [...part]),
    }),
  );
}

takePart().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});

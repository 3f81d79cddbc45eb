import { din } from '@reckit/definitions';
import type { ModelPrograms } from '@reckit/inference';
import { runService } from '@reckit/service';

export function run(programs: ModelPrograms): void {
  runService(din, programs);
}

import type { ModelPrograms } from '@reckit/inference';
import { runService } from '@reckit/service';
import { twoTower } from '@reckit/definitions';

export function run(programs: ModelPrograms): void {
  runService(twoTower, programs);
}

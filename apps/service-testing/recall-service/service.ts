import type { ModelPrograms } from '@reckit/inference';
import { runService } from '@reckit/service';
import { twoTower } from '../tower-packages';

export function run(programs: ModelPrograms): void {
  runService(twoTower, programs);
}

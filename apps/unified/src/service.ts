import type { ModelPrograms } from '@reckit/inference';
import { runUnifiedService } from '@reckit/service';
import { unified } from './service-definition';

export function run(programs: ModelPrograms): void {
  runUnifiedService(unified, programs);
}

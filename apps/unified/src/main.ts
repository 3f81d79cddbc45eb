import { programs } from './programs';
import { runUnifiedService } from '@reckit/service';
import { unified } from './service-definition';

runUnifiedService(unified, programs);

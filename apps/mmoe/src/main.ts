import { programs } from './programs';
import { runService } from '@reckit/service';
import { mmoe } from './service-definition';

runService(mmoe, programs);

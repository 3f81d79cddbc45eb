import { programs } from './programs';
import { runService } from '@reckit/service';
import { xgb } from './service-definition';

runService(xgb, programs);

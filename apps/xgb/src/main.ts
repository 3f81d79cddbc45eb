import { programs } from './programs';
import { xgb } from '@reckit/definitions';
import { runService } from '@reckit/service';

runService(xgb, programs);

import path from 'node:path';
import { runService } from '@reckit/service';
import { xgb } from './service-definition';

runService(xgb, path.join(__dirname, 'model-thread.js'));

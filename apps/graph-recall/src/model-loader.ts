import { graphRecall } from '@reckit/definitions';
import { serveModelLoader } from '@reckit/inference';

serveModelLoader([graphRecall]);

import { serveScoringThread } from '@reckit/inference';

serveScoringThread();

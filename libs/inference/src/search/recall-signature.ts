/** The signature of a model with vectors that answers what is nearest to an embedding. */
export const RECALL = 'recall';

/** The feature that its rows have beside those of the embedding: how many are to be found. */
export const TOP_K = 'top_k';

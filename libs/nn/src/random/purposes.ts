/** The first part of the path of every random stream, so that no two uses of one seed draw the same numbers. */
export const PURPOSES = { parameters: 1, dropout: 2, shuffle: 3, tables: 4, negatives: 5 } as const;

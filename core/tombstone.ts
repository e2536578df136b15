/** What stands in a raw batch instead of a record that was erased: the batch keeps its count and its order. */
export const tombstone = '{"$tributary":"erased"}';

/** What stands instead of a personal text in what is kept. */
export const erasedText = '[erased]';

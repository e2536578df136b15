/**
 * How long a snapshot on AWS waits after its subscription was bound: SNS takes up to 15 minutes until a filter holds
 * everywhere, and a function some more to store what it published.
 */
export const bindingSettlesMs: number = 20 * 60_000;

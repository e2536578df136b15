/** 1, 2, 4, 8, 16, then 30 s: long enough for a short outage to pass within five receives. */
export function backoffMs(receiveCount: number): number {
  return Math.min(1_000 * 2 ** (receiveCount - 1), 30_000);
}

/** 1, 2, 4, 8, 16, then 30 s. Functions on AWS have pauses of their own: infra/handlers.ts. */
export function backoffMs(receiveCount: number): number {
  return Math.min(1_000 * 2 ** (receiveCount - 1), 30_000);
}

import { randomInt } from 'node:crypto';

const firstWaitMs = 20;

/** How long to wait after the nth collision, differently for each of those who collided. */
export function jitteredMs(attempt: number): number {
  const most = firstWaitMs * 2 ** attempt;
  return randomInt(most / 2, most);
}

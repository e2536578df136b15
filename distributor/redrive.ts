import { TributaryError } from '../core/errors.ts';
import { deadLetterQueue } from '../core/topic-names.ts';
import type { Queues } from '../platform/ports.ts';

/**
 * Moves dead letters back to the queue they came from, in batches of ten: sent first, then acknowledged, so that a crash
 * in between repeats a message instead of losing it. Gives how many were moved. Throws NotFound for an unknown queue.
 */
export async function redrive(
  queues: Queues,
  queue: string,
  onMoved: (moved: number) => void = () => undefined,
): Promise<number> {
  const dead = deadLetterQueue(queue);
  const count = (await queues.counts()).find((entry) => entry.queue === dead);
  if (!count) {
    const message = `There is no queue "${queue}" with dead letters: "tributary queues" shows those there are.`;
    throw new TributaryError('NotFound', { code: 'queue-unknown', message });
  }
  let moved = 0;
  // Bounded by what was there at the start: a letter that dies again meanwhile is not moved twice.
  while (moved < count.visible + count.inFlight) {
    const letters = await queues.receive(dead, 10, 0);
    if (letters.length === 0) break;
    const { failed } = await queues.send(
      queue,
      letters.map(({ id, body, attributes }) => ({ id, body, attributes })),
    );
    const refused = new Set(failed.map(({ index }) => index));
    await queues.acknowledge(
      dead,
      letters.filter((_letter, index) => !refused.has(index)).map((letter) => letter.receipt),
    );
    moved += letters.length - refused.size;
    onMoved(moved);
    if (refused.size > 0)
      throw new TributaryError('PlatformUnavailable', {
        code: 'redrive-refused',
        message: `Queue ${queue} refused a message: ${failed[0]?.reason}. Try again.`,
      });
  }
  return moved;
}

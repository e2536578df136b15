import { TributaryError } from '../core/errors.ts';
import type { QueueOptions } from './ports.ts';

/** SQS hides a message for at most twelve hours, and its redrive policy counts to a thousand. */
const maxVisibilitySeconds = 43_200;
const maxMaxReceives = 1_000;

/** Throws InvalidInput for a queue that neither platform makes. */
export function demandQueueOptions(queue: string, { visibilitySeconds, maxReceives }: QueueOptions): void {
  const problem =
    queue === '' || queue.endsWith('.dead')
      ? 'its name must not be empty or end with ".dead", which names dead letters'
      : !/^[A-Za-z0-9.-]+$/.test(queue)
        ? 'its name may have letters, digits, dots and dashes'
        : !(visibilitySeconds > 0 && visibilitySeconds <= maxVisibilitySeconds)
          ? `visibilitySeconds must be greater than 0 and at most ${maxVisibilitySeconds}`
          : !(Number.isInteger(maxReceives) && maxReceives > 0 && maxReceives <= maxMaxReceives)
            ? `maxReceives must be a whole number from 1 to ${maxMaxReceives}`
            : undefined;
  if (problem === undefined) return;
  const message = `The queue "${queue}" cannot be created: ${problem}.`;
  throw new TributaryError('InvalidInput', { code: 'queue-options', message });
}

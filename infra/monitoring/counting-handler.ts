import type { MessageHandler } from '../../platform/ports.ts';
import { measuresOf } from './measures.ts';
import type { Telemetry } from './telemetry.ts';

/** Turns notifications into numbers. What it cannot read comes again, and in the end it is left to the dead letters. */
export function countingHandler(telemetry: Pick<Telemetry, 'count' | 'warn'>): MessageHandler {
  return async (messages) => {
    const unreadable: string[] = [];
    for (const { id, body } of messages) {
      try {
        telemetry.count(measuresOf(body));
      } catch (error) {
        telemetry.warn(`Notification ${id} cannot be counted.`, error);
        unreadable.push(id);
      }
    }
    return unreadable;
  };
}

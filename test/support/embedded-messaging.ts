import { join } from 'node:path';
import type { Checkpoint } from '../../core/fault-points.ts';
import { type Database, openDatabase } from '../../platform/embedded/database.ts';
import { type EmbeddedQueues, embeddedQueues } from '../../platform/embedded/queues.ts';
import { type EmbeddedTopics, embeddedTopics } from '../../platform/embedded/topics.ts';
import { inProcessWake } from '../../platform/embedded/wake.ts';
import { type FakeClock, fakeClock } from './fake-clock.ts';

/** Topics and queues on one database, with time that stands still. */
export type Messaging = {
  readonly db: Database;
  readonly clock: FakeClock;
  readonly topics: EmbeddedTopics;
  readonly queues: EmbeddedQueues;
  /** What the consumers reported. */
  readonly fatal: unknown[];
  readonly handlerErrors: unknown[];
  passTime(ms: number): Promise<void>;
  dispose(): Promise<void>;
};

export function openMessaging(
  directory: string,
  options: { readonly clock?: FakeClock; readonly maxMegabytes?: number; readonly checkpoint?: Checkpoint } = {},
): Messaging {
  const { clock = fakeClock(), maxMegabytes, checkpoint = () => undefined } = options;
  const file = join(directory, 'tributary.db');
  const db = openDatabase(maxMegabytes === undefined ? { file } : { file, maxMegabytes });
  const wake = inProcessWake(clock);
  const fatal: unknown[] = [];
  const handlerErrors: unknown[] = [];
  const consumeOptions = {
    checkpoint,
    onFatal: (error: unknown) => fatal.push(error),
    onHandlerError: (_queue: string, error: unknown) => handlerErrors.push(error),
  };
  return {
    db,
    clock,
    topics: embeddedTopics(db, clock, wake),
    queues: embeddedQueues(db, clock, wake, consumeOptions),
    fatal,
    handlerErrors,
    passTime: clock.advance,
    dispose: async () => db.close(),
  };
}

import type { ModelConsumer } from '../consumer.ts';
import { type Deliveries, openDeliveries } from './deliveries.ts';
import { openParts } from './parts.ts';
import { openSource, type Source } from './source.ts';
import { scope, truthOf } from './stream.ts';

export type DeliveryWorld = Source &
  Deliveries & {
    /** The run ends after all that waits was delivered. */
    settleRun(): Promise<void>;
    /** From the next run on, and for replays, the mapping is the mended one. */
    mend(): void;
    /** Redrives, delivers and replays until nothing is left to do. */
    finish(): Promise<void>;
    stored(): Promise<ReadonlyMap<string, { readonly name: string; readonly digest: string }>>;
    /** By the greatest revision of each key that was processed and not refused. */
    truth(): ReadonlyMap<string, string>;
    readonly consumer: ModelConsumer;
    wait(days: number): void;
    prune(): Promise<void>;
    /** Writes to the store, of all batches. */
    writes(): number;
    close(): void;
  };

/** Extraction, queue, transformation and quarantine of one stream, with the real services over an embedded ledger. */
export function openDeliveryWorld(always: boolean): DeliveryWorld {
  const parts = openParts();
  const [source, deliveries] = [openSource(parts, always), openDeliveries(parts)];
  return {
    ...source,
    ...deliveries,
    settleRun: async () => {
      await deliveries.drain();
      await source.endRun();
    },
    mend: () => {
      parts.mappingVersion = 2;
    },
    finish: async () => {
      deliveries.redrive();
      await deliveries.drain();
      await deliveries.replayAll();
    },
    stored: async () => {
      const found = await parts.deps.records.scan(scope, undefined, 100);
      const entities = found.flatMap((record) => record.entities.map((entity) => [record.key, entity] as const));
      return new Map(
        entities.map(([key, { body, digest }]) => [key, { name: (body as { name: string }).name, digest }]),
      );
    },
    truth: () => truthOf(parts.versions),
    consumer: parts.consumer,
    writes: () => parts.writes,
    wait: parts.wait,
    prune: parts.prune,
    close: parts.close,
  };
}

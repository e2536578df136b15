import { digestOf } from '../core/digest.ts';
import { isNamed, TributaryError } from '../core/errors.ts';
import { type BatchPointer, parseBatchMessage, redrivenAttribute } from '../core/messages.ts';
import { countOutcomes } from '../core/outcome.ts';
import { decodeBatch } from '../core/raw-batch.ts';
import type { BatchOutcome, Manifest, Run } from '../core/run.ts';
import { notificationTopic } from '../core/topic-names.ts';
import type { Clock, MessageHandler, Platform, ReceivedMessage } from '../platform/ports.ts';
import type { StreamCompiler } from './compiled-stream.ts';
import { type BatchWork, type ProcessDeps, processBatch } from './process-batch.ts';

export type TransformDeps = ProcessDeps & {
  readonly blobs: Platform['blobs'];
  readonly ledger: Platform['ledger'];
  readonly clock: Clock;
  readonly compiler: StreamCompiler;
  /** Told of each batch that failed; it is delivered again, and in the end to the dead letters. */
  readonly onFailure: (batchId: string, error: unknown) => void;
};

/** Handles pointers to raw batches: each batch is a success or a failure of its own. */
export function transformHandler(deps: TransformDeps): MessageHandler {
  return async (messages, signal) => {
    const failed: string[] = [];
    for (const message of messages) {
      try {
        signal.throwIfAborted();
        await transform(deps, parseBatchMessage(message.body), wasTriedBefore(message));
      } catch (error) {
        if (isNamed(error, 'StorageFailed')) throw error;
        if (!signal.aborted) deps.onFailure(message.id, error);
        failed.push(message.id);
      }
    }
    return failed;
  };
}

/** True when an earlier delivery may have come as far as publishing events. */
function wasTriedBefore({ receiveCount, attributes }: ReceivedMessage): boolean {
  return receiveCount > 1 || attributes[redrivenAttribute] !== undefined;
}

/**
 * Brings one raw batch downstream: validate, map, compare, publish changes, store, write the outcome, send the receipt.
 * A batch that has its outcome already only sends its receipt again, in case that was what got lost.
 */
async function transform(deps: TransformDeps, pointer: BatchPointer, again: boolean): Promise<void> {
  const { run, manifest } = await declared(deps, pointer);
  const before = await deps.ledger.outcome(run, pointer.stream, manifest.id);
  if (before) return sendReceipt(deps, pointer, before);
  const stream = await deps.compiler(run.connector, run.registration, pointer.stream);
  const result = await processBatch(deps, stream, await readBatch(deps, run, manifest, again));
  const outcome: BatchOutcome = {
    batchId: manifest.id,
    outcomes: result.letters,
    events: result.events,
    eventsAcknowledged: result.events,
    at: deps.clock.now().toISOString(),
  };
  await deps.ledger.writeOutcome(run, pointer.stream, outcome);
  deps.checkpoint('outcome-written');
  await sendReceipt(deps, pointer, outcome);
  deps.checkpoint('receipt-sent');
}

async function declared(
  deps: TransformDeps,
  pointer: BatchPointer,
): Promise<{ readonly run: Run; readonly manifest: Manifest }> {
  const run = await deps.ledger.run(pointer);
  const manifest = run && (await deps.ledger.manifest(run, pointer.stream, pointer.batch));
  if (run && manifest?.id === pointer.batchId) return { run, manifest };
  const message = `Batch ${pointer.batchId} was announced but is not in the ledger: it is left to the dead letters.`;
  throw new TributaryError('NotFound', { code: 'batch-unknown', message });
}

async function readBatch(deps: TransformDeps, run: Run, manifest: Manifest, again: boolean): Promise<BatchWork> {
  const bytes = await deps.blobs.get(manifest.blob);
  if (!bytes) {
    const message = `The raw batch ${manifest.id} is missing from the blob store: restore it from a backup, then redrive its message.`;
    throw new TributaryError('NotFound', { code: 'blob-missing', message });
  }
  const records = decodeBatch(bytes, manifest).map((record, index) => ({ ...record, index }));
  const { tenant, connection, stream, batch, id: batchId, blob: rawRef, declaredAt: time } = manifest;
  return {
    tenant,
    connection,
    stream,
    connector: run.connector,
    run: run.run,
    batch,
    batchId,
    rawRef,
    time,
    records,
    again: again || manifest.publishes > 1,
  };
}

async function sendReceipt(deps: TransformDeps, pointer: BatchPointer, outcome: BatchOutcome): Promise<void> {
  const { tenant, connection, stream } = pointer;
  const receipt = { ...pointer, outcomes: countOutcomes([outcome.outcomes]) };
  const message = {
    id: digestOf(pointer.batchId, 'receipt'),
    body: JSON.stringify(receipt),
    attributes: { tenant, connection, stream },
  };
  await deps.publish(notificationTopic('batch'), [message]);
  if (receipt.outcomes.quarantined > 0) await announceQuarantine(deps, pointer, receipt.outcomes.quarantined);
}

async function announceQuarantine(deps: TransformDeps, pointer: BatchPointer, records: number): Promise<void> {
  const { tenant, connection, stream, run, batchId } = pointer;
  const id = digestOf(batchId, 'quarantine');
  const event = {
    ...{
      specversion: '1.0',
      id,
      source: `/tributary/${tenant}/${connection}/${stream}`,
      type: 'tributary.notification.quarantine',
    },
    ...{ subject: batchId, time: deps.clock.now().toISOString(), datacontenttype: 'application/json' },
    data: { tenant, connection, stream, run, batchId, records },
  };
  await deps.publish(notificationTopic('quarantine'), [
    { id, body: JSON.stringify(event), attributes: { tenant, connection, stream } },
  ]);
}

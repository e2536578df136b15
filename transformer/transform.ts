import { digestOf } from '../core/digest.ts';
import { isNamed, TributaryError } from '../core/errors.ts';
import { type BatchPointer, parseBatchMessage } from '../core/messages.ts';
import { countOutcomes } from '../core/outcome.ts';
import { decodeBatchAside } from '../core/raw-batch.ts';
import { type BatchOutcome, extensionOf, type Manifest, type Run } from '../core/run.ts';
import { notificationTopic } from '../core/topic-names.ts';
import type { Clock, MessageHandler, Platform } from '../platform/ports.ts';
import type { StreamCompiler } from './compiled-stream.ts';
import { isTooLate } from './leftovers.ts';
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
        await transform(deps, parseBatchMessage(message.body), message.receiveCount === 1);
      } catch (error) {
        if (isNamed(error, 'StorageFailed')) throw error;
        if (!signal.aborted) deps.onFailure(message.id, error);
        failed.push(message.id);
      }
    }
    return failed;
  };
}

/**
 * Brings one raw batch downstream: validate, map, compare, publish changes, store, write the outcome, send the receipt.
 * A batch that has its outcome already only sends its receipt again, in case that was what got lost.
 */
async function transform(deps: TransformDeps, pointer: BatchPointer, first: boolean): Promise<void> {
  const { run, manifest } = await declared(deps, pointer);
  const before = await deps.ledger.outcome(run, pointer.stream, manifest.id);
  if (before) return sendReceipt(deps, pointer, before);
  if (isTooLate(run, deps.clock.now())) throw tooLate(manifest);
  const stream = await deps.compiler(run.connector, run.registration, pointer.stream, extensionOf(run));
  const result = await processBatch(deps, stream, await readBatch(deps, run, manifest, first));
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

function tooLate({ id, connection }: Manifest): TributaryError {
  const message = `Batch ${id} comes two weeks after its run has ended, and later runs count on it no more: it is left to the dead letters. A run of ${connection} with --full reads the records again.`;
  return new TributaryError('NotSettled', { code: 'batch-too-late', message });
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

async function readBatch(deps: TransformDeps, run: Run, manifest: Manifest, first: boolean): Promise<BatchWork> {
  const bytes = await deps.blobs.get(manifest.blob);
  if (!bytes) {
    const message = `The raw batch ${manifest.id} is missing from the blob store: restore it from a backup, then redrive its message.`;
    throw new TributaryError('NotFound', { code: 'blob-missing', message });
  }
  const records = (await decodeBatchAside(bytes, manifest)).map((record, index) => ({ ...record, index }));
  const { tenant, connection, stream, batch, id: batchId, blob: rawRef, declaredAt: time, touches } = manifest;
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
    touches,
    // An earlier delivery may have stored some of them a moment ago.
    mayLag: manifest.mayLag === true && first && manifest.publishes <= 1,
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
    {
      id,
      body: JSON.stringify(event),
      attributes: { tenant, connection, stream, run: String(run), records: String(records) },
    },
  ]);
}

import type { BatchOutcome, Continuation, Manifest } from '../core/run.ts';

/** Why a batch is not settled: what is missing or does not add up. */
export type UnsettledBatch = { readonly batch: number; readonly batchId?: string; readonly reason: string };

export type Settlement =
  | { readonly settled: true; readonly records: number }
  | { readonly settled: false; readonly unsettled: readonly UnsettledBatch[] };

/**
 * The proof that every record declared for a stream has exactly one outcome. What is expected comes from the
 * continuation and the manifests, which are written in one transaction; never from what happened to arrive.
 */
export function settlementOf(
  continuation: Continuation,
  manifests: readonly Manifest[],
  outcomes: readonly BatchOutcome[],
): Settlement {
  const unsettled: UnsettledBatch[] = [];
  const outcomeOf = new Map(outcomes.map((outcome) => [outcome.batchId, outcome]));
  const manifestOf = new Map(manifests.map((manifest) => [manifest.batch, manifest]));
  for (let batch = 1; batch <= continuation.batches; batch++) {
    const manifest = manifestOf.get(batch);
    if (!manifest) unsettled.push({ batch, reason: 'was declared, but its manifest is missing' });
    else {
      const reason = whyUnsettled(manifest, outcomeOf.get(manifest.id));
      if (reason !== undefined) unsettled.push({ batch, batchId: manifest.id, reason });
    }
  }
  unsettled.push(...surplus(continuation, manifests, outcomes));
  if (unsettled.length > 0) return { settled: false, unsettled };
  const records = manifests.reduce((sum, manifest) => sum + manifest.count, 0);
  if (records === continuation.records) return { settled: true, records };
  return {
    settled: false,
    unsettled: [{ batch: 0, reason: `the manifests hold ${records} records, ${continuation.records} were declared` }],
  };
}

function whyUnsettled(manifest: Manifest, outcome: BatchOutcome | undefined): string | undefined {
  if (manifest.publishes === 0) return 'its pointer was never accepted by the topic';
  if (!outcome) return 'has no outcome';
  if (outcome.outcomes.length !== manifest.count)
    return `has ${outcome.outcomes.length} outcomes for ${manifest.count} records`;
  if (outcome.eventsAcknowledged !== outcome.events)
    return `only ${outcome.eventsAcknowledged} of its ${outcome.events} events were accepted by their topics`;
  return undefined;
}

/** Manifests beyond what was declared, and outcomes of batches nobody declared. */
function surplus(
  continuation: Continuation,
  manifests: readonly Manifest[],
  outcomes: readonly BatchOutcome[],
): UnsettledBatch[] {
  const declared = new Set(manifests.map((manifest) => manifest.id));
  return [
    ...manifests
      .filter((manifest) => manifest.batch > continuation.batches)
      .map((manifest) => ({
        batch: manifest.batch,
        batchId: manifest.id,
        reason: `was never declared: the stream has ${continuation.batches} batches`,
      })),
    ...outcomes
      .filter((outcome) => !declared.has(outcome.batchId))
      .map((outcome) => ({ batch: 0, batchId: outcome.batchId, reason: 'has an outcome, but no manifest' })),
  ];
}

/** One line for people: the first few unsettled batches by name. */
export function describeUnsettled(stream: string, unsettled: readonly UnsettledBatch[]): string {
  const named = unsettled
    .slice(0, 3)
    .map(
      ({ batch, batchId, reason }) => `batch ${batch || '?'}${batchId === undefined ? '' : ` (${batchId})`} ${reason}`,
    );
  const more = unsettled.length > 3 ? `; and ${unsettled.length - 3} more` : '';
  return `Stream ${stream} is not settled: ${named.join('; ')}${more}.`;
}

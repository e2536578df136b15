import { TributaryError } from '../../core/errors.ts';
import type { Continuation, Fence, Manifest, RunKey } from '../../core/run.ts';
import { batchExists, leaseLost, runClosed } from '../ledger-faults.ts';
import type { Clock, Ledger } from '../ports.ts';
import { eachAtMost } from './each-at-most.ts';
import type { KnownRuns } from './known-runs.ts';
import { fenceCheck } from './leases.ts';
import { continuationKey, manifestKey, manifestsPrefix, runPartition } from './ledger-keys.ts';
import { manifestOf, manifestRow } from './ledger-rows.ts';
import { pack, unpack } from './packed.ts';
import { getRow, queryRows, startingWith } from './rows.ts';
import { demandRun, openCheck } from './run-rows.ts';
import type { Table } from './table.ts';
import { despiteConflicts, mostWrites, transact, updateRow, type Write } from './writes.ts';

type Manifests = Pick<
  Ledger,
  'declare' | 'continuation' | 'manifests' | 'manifest' | 'markPublished' | 'noteRewritten'
>;

/** Calls at the same time while marking batches. */
const atOnce = 16;

/** Declared batches, and where each stream's extraction stands. */
export function manifestsIn(table: Table, clock: Clock, known: KnownRuns): Manifests {
  return {
    declare: (key, stream, manifests, continuation, fence) =>
      declare(table, clock, { key, stream, manifests, continuation, fence }),
    continuation: async (key, stream) => {
      const row = await getRow(table, continuationKey(key, stream));
      return row && unpack<Continuation>(row);
    },
    manifests: async (key, stream) => {
      const rows = await queryRows(table, startingWith(runPartition(key), manifestsPrefix(stream)));
      return rows.map((row) => manifestOf(key, row));
    },
    manifest: async (key, stream, batch) => {
      const row = await getRow(table, manifestKey(key, stream, batch));
      return row && manifestOf(key, row);
    },
    noteRewritten: async (key, stream, batch, digest) => {
      const what = `noting that batch ${batch} of stream ${stream} is rewritten`;
      const update = {
        ...{
          key: manifestKey(key, stream, batch),
          change: 'SET rewritten = :digest',
          condition: 'attribute_exists(pk)',
        },
        values: { ':digest': digest },
      };
      await despiteConflicts(clock, what, () => updateRow(table, what, update));
    },
    markPublished: async (key, stream, batches) => {
      await known.demand(key);
      const publishedAt = clock.now().toISOString();
      await eachAtMost(atOnce, batches, async (batch) => {
        const what = `marking batch ${batch} of stream ${stream} as published`;
        const update = {
          key: manifestKey(key, stream, batch),
          change: 'SET publishes = publishes + :one, publishedAt = :at',
          condition: 'attribute_exists(pk)',
          values: { ':one': 1, ':at': publishedAt },
        };
        await despiteConflicts(clock, what, () => updateRow(table, what, update));
      });
    },
  };
}

type Declaration = {
  readonly key: RunKey;
  readonly stream: string;
  readonly manifests: readonly Manifest[];
  readonly continuation: Continuation;
  readonly fence: Fence;
};

async function declare(table: Table, clock: Clock, declaration: Declaration): Promise<void> {
  const { key, stream, manifests, fence } = declaration;
  const before = [fenceCheck(clock, fence), openCheck(key), moveContinuation(declaration)];
  if (before.length + manifests.length > mostWrites) throw tooMany(declaration, mostWrites - before.length);
  const refused = await transact(table, clock, `declaring batches of stream ${stream}`, [
    ...before,
    ...manifests.map((manifest): Write => {
      return { kind: 'put', row: manifestRow(key, stream, manifest), condition: 'attribute_not_exists(pk)' };
    }),
  ]);
  const [first] = refused;
  if (first === undefined) return;
  if (first === 0) throw leaseLost(fence);
  if (first === 1) throw runClosed(key, (await demandRun(table, key)).run.status);
  throw batchExists(key, stream, manifests[first - before.length]?.batch ?? 0);
}

/** Beside the continuation stands what `pending` has to know without reading it, and what it knows from before. */
function moveContinuation({ key, stream, continuation }: Declaration): Write {
  return {
    ...{ kind: 'update', key: continuationKey(key, stream) },
    change: 'SET #value = :value, #stream = :stream, batches = :batches',
    names: { '#value': 'value', '#stream': 'stream' },
    values: {
      ...{ ':stream': stream, ':batches': continuation.batches },
      ':value': pack(`The continuation of stream ${stream}`, continuation),
    },
  };
}

function tooMany({ stream, manifests }: Declaration, most: number): TributaryError {
  const message = `A page of stream ${stream} makes ${manifests.length} batches, and one transaction of DynamoDB holds at most ${most}: ask the ERP for smaller pages.`;
  return new TributaryError('InvalidInput', { code: 'page-too-large', message });
}

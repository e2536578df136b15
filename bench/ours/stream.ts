import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { openStreamReader, type StreamReader } from '../../connectors/stream-reader.ts';
import { checkConnectorFolder } from '../../core/connector/check.ts';
import type { Targets } from '../../core/connector/check-targets.ts';
import type { Cursor } from '../../core/connector/model.ts';
import { formatProblem } from '../../core/problem.ts';
import { compileRecordValidator } from '../../core/validate.ts';
import { systemClock } from '../../platform/clock.ts';
import { embeddedCoordination } from '../../platform/embedded/coordination.ts';
import { openDatabase } from '../../platform/embedded/database.ts';
import { sealingWith } from '../../platform/sealing.ts';
import { type CompiledStream, compileStream } from '../../transformer/compiled-stream.ts';
import { compileMapping } from '../../transformer/mapping/compile.ts';
import benchInvoice from './bench-invoice.schema.json' with { type: 'json' };

export type Style = 'a' | 'b' | 'c';
export type BenchStream = {
  readonly reader: StreamReader;
  readonly compiled: CompiledStream;
  readonly cursor: Cursor | undefined;
  close(): void;
};

/** Fields that an invoice may lack; all peers write them as null. A line has none of their names. */
export const optionalFields: readonly string[] = Object.keys(benchInvoice.properties).filter(
  (name) => !benchInvoice.required.includes(name),
);

const targets: Targets = {
  names: ['bench-invoice'],
  schemaOf: (entity) => (entity === 'bench-invoice' ? benchInvoice : undefined),
};
const stream = 'invoices';
/** What the mock accepts; each style takes those that its connector names. */
const credentials = { apiKey: 'bench-key', clientId: 'bench', clientSecret: 'secret', token: 'bench-key' };

/** The product's own reader and compiled mapping of a connector folder. `state` is where its database is kept. */
export function openBenchStream(
  style: Style,
  address: string,
  watermark: string | undefined,
  state: string,
): BenchStream {
  const checked = checkConnectorFolder(join(import.meta.dirname, 'connectors', style), compileMapping, targets);
  if (!checked.ok) throw new Error(checked.problems.map(formatProblem).join('\n'));
  const { definition } = checked.value;
  const validate = compileRecordValidator(benchInvoice);
  const db = openDatabase({ file: join(state, 'coordination.db') });
  const reader = openStreamReader({
    ...{ definition, stream, watermark, fields: undefined, clock: systemClock },
    parameters: { address, ...credentials },
    scope: { tenant: 'bench', connection: style },
    coordination: embeddedCoordination(db, systemClock, sealingWith(randomBytes(32))),
    allowPrivateHosts: [new URL(address).host],
  });
  return {
    reader,
    compiled: {
      ...compileStream(checked.value, stream, 1),
      validateEntity: (_entity, body) => validate(body)?.message,
    },
    cursor: definition.streams[stream]?.cursor,
    close: () => db.close(),
  };
}

import { TributaryError } from './errors.ts';
import type { Manifest, RunKey } from './run.ts';

/** What travels over an ERP_SYSTEM topic: where a raw batch is, never the batch itself (under 1 KB). */
export type BatchPointer = RunKey & {
  readonly connector: string;
  readonly stream: string;
  readonly batch: number;
  readonly batchId: string;
};

const fields = {
  tenant: 'string',
  connection: 'string',
  run: 'number',
  connector: 'string',
  stream: 'string',
  batch: 'number',
  batchId: 'string',
} as const;

/** Reads a pointer or a receipt. Throws InvalidInput for anything else: such a message is never going to work. */
export function parseBatchMessage(body: string): BatchPointer {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    value = undefined;
  }
  const record = (value ?? {}) as Record<string, unknown>;
  const wrong = Object.entries(fields).filter(([name, type]) => typeof record[name] !== type);
  if (wrong.length > 0) {
    const message = `A message is not a pointer to a batch: ${wrong.map(([name, type]) => `${name} is not a ${type}`).join(', ')}.`;
    throw new TributaryError('InvalidInput', { code: 'not-a-pointer', message });
  }
  return value as BatchPointer;
}

/** The message that points to a declared batch; its id is the batch's, however often it is published. */
export function pointerMessage(
  connector: string,
  manifest: Manifest,
): { readonly id: string; readonly body: string; readonly attributes: Readonly<Record<string, string>> } {
  const { tenant, connection, run, stream, batch, id: batchId } = manifest;
  const pointer: BatchPointer = { tenant, connection, run, connector, stream, batch, batchId };
  return { id: batchId, body: JSON.stringify(pointer), attributes: { tenant, connection, stream } };
}

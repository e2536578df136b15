import type { Platform } from '../platform/ports.ts';

/** What a new epoch changed. */
export type Epoch = { readonly ended: number; readonly nextRun: number; readonly records: number };

/**
 * After a restore: the consumers have seen what came after the backup, at revisions that would be used again and with
 * contents that the store does not know. So runs are numbered from beyond all that can have been, and everything that is
 * read again is said again, whether it equals the store or not. See docs/adr/0005.
 */
export async function beginEpoch(
  { ledger, records, documents }: Pick<Platform, 'ledger' | 'records' | 'documents'>,
  margin: number,
  onStream: (stream: string, records: number) => void = () => undefined,
): Promise<Epoch> {
  const message = 'The run was open when the backup was made; the next run begins anew.';
  const { ended, nextRun } = await ledger.beginEpoch(margin, { name: 'NotSettled', code: 'restored', message });
  let count = 0;
  for (const tenant of await documents.tenants('connections'))
    for (const scope of await records.streams(tenant)) {
      const forgotten = await records.forgetDigests(scope);
      onStream(`${tenant}/${scope.connection}/${scope.stream}`, forgotten);
      count += forgotten;
    }
  return { ended, nextRun, records: count };
}

/** At most one run a second of any connection, and some more for clocks that differ. */
export function runMargin(since: Date, now: Date): number {
  return Math.max(0, Math.ceil((now.getTime() - since.getTime()) / 1_000)) + 1_000;
}

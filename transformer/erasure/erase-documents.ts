import { textWithout, withoutTexts } from '../../core/personal-texts.ts';
import { type QuarantinedRecord, quarantineId } from '../quarantine/quarantine.ts';
import type { Erasing } from './erase.ts';

const pageSize = 200;
/** Documents that say something of single records. */
const collections = ['quarantine', 'drift'] as const;

/** Removes the person's records from quarantine, and replaces texts that name it in others and in what is known of drift. */
export async function eraseDocuments(erasing: Erasing): Promise<void> {
  const { deps, scope } = erasing;
  for (const collection of collections)
    for (let after: string | undefined; ; ) {
      const options = { ...(after !== undefined && { after }), limit: pageSize };
      const page = await deps.documents.list(scope.tenant, collection, options);
      for (const { id, value, version } of page) await eraseDocument(erasing, collection, { id, value, version });
      await erasing.renew();
      after = page.at(-1)?.id;
      if (page.length < pageSize) break;
    }
}

async function eraseDocument(
  { deps, scope, texts, isPerson, dryRun, onErased }: Erasing,
  collection: string,
  { id, value, version }: { readonly id: string; readonly value: object; readonly version: number },
): Promise<void> {
  const { connection, stream, key, text } = value as Partial<QuarantinedRecord>;
  if (scope.connection !== undefined && connection !== scope.connection) return;
  const place = 'quarantine';
  const isRecord = connection !== undefined && stream !== undefined && key !== undefined;
  if (isRecord && id === quarantineId({ connection, stream }, key) && isPerson(connection, stream, key)) {
    onErased({ place, name: id, count: 1 });
    if (!dryRun) await deps.documents.delete(scope.tenant, collection, id);
    return;
  }
  if (!texts.mayBeIn(JSON.stringify(value))) return;
  const changed = { ...withoutTexts(value, texts), ...(text !== undefined && { text: textWithout(text, texts) }) };
  onErased({ place, name: id, count: 1 });
  if (!dryRun) await deps.documents.put(scope.tenant, collection, id, changed, version);
}

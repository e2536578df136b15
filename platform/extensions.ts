import { TributaryError } from '../core/errors.ts';
import {
  compileExtension,
  type ExtensionArtefact,
  type ExtensionKey,
  type ExtensionRegistration,
  parseExtension,
  streamContent,
} from '../core/extension/model.ts';
import type { Catalogue } from './catalogue.ts';

/** Tenants' own fields and entities as they are kept: artefacts in Blobs, beside those of connectors; registrations in Documents. */
const collection = 'extensions';
const numbered = 'extension-registrations';
/** A tenant has one extension. */
const present = 'present';
const artefactKey = (digest: string): string => `artefacts/${digest}.json`;
const registrationId = (number: number): string => String(number).padStart(6, '0');

/** What a tenant has whose extension was removed. */
export const emptyExtension: ExtensionArtefact = compileExtension({ fields: {}, entities: {}, streams: {} });

/** Stores the artefact and, where anything differs from the tenant's present one, makes a new registration. */
export async function registerExtension(
  catalogue: Catalogue,
  tenant: string,
  artefact: ExtensionArtefact,
  now: Date,
): Promise<{ readonly registration: ExtensionRegistration; readonly isNew: boolean }> {
  await catalogue.blobs.put(artefactKey(artefact.digest), new TextEncoder().encode(JSON.stringify(artefact)));
  const stored = await catalogue.documents.get(tenant, collection, present);
  const before = stored?.value as ExtensionRegistration | undefined;
  if (before?.digest === artefact.digest) return { registration: before, isNew: false };
  const old = before ? await artefactOf(catalogue, before) : emptyExtension;
  const registration = await storeRegistration(catalogue, (before?.number ?? 0) + 1, {
    tenant,
    digest: artefact.digest,
    mappingVersions: nextVersions(artefact, old, before?.mappingVersions ?? {}),
    registeredAt: now.toISOString(),
  });
  if (!(await catalogue.documents.put(tenant, collection, present, registration, stored?.version ?? 0))) {
    const message = `The extension of tenant ${tenant} was registered by somebody else at the same time: look at it with "tributary extension show" and try again.`;
    throw new TributaryError('PlatformUnavailable', { code: 'registered-concurrently', message });
  }
  return { registration, isNew: true };
}

/** Under the next number that is free: one that somebody took and did not get to name as the present one is skipped. */
async function storeRegistration(
  { documents }: Catalogue,
  from: number,
  registration: Omit<ExtensionRegistration, 'number'>,
): Promise<ExtensionRegistration> {
  for (let number = from; ; number++) {
    const whole = { ...registration, number };
    if (await documents.put(registration.tenant, numbered, registrationId(number), whole, 0)) return whole;
  }
}

/** Also of streams that the tenant extends no more: what they become has changed as well, and versions never go back. */
function nextVersions(
  artefact: ExtensionArtefact,
  before: ExtensionArtefact,
  known: Readonly<Record<string, number>>,
): Record<string, number> {
  const keys = new Set([...Object.keys(known), ...Object.keys(artefact.streams)]);
  return Object.fromEntries(
    [...keys].map((key) => {
      const same = streamContent(artefact, key) === streamContent(before, key);
      return [key, (known[key] ?? 0) + (same ? 0 : 1)];
    }),
  );
}

/** The tenant's present registration; undefined when it has none. */
export async function presentExtension(
  { documents }: Pick<Catalogue, 'documents'>,
  tenant: string,
): Promise<ExtensionRegistration | undefined> {
  return (await documents.get(tenant, collection, present))?.value as ExtensionRegistration | undefined;
}

/** Names of the entities that only this tenant has. */
export async function ownEntities(catalogue: Catalogue, tenant: string): Promise<readonly string[]> {
  const registration = await presentExtension(catalogue, tenant);
  return registration ? Object.keys((await artefactOf(catalogue, registration)).entities) : [];
}

/** A registration with its artefact; neither ever changes, so callers may keep them. Throws NotFound. */
export async function getExtension(
  catalogue: Catalogue,
  { tenant, number }: ExtensionKey,
): Promise<{ readonly registration: ExtensionRegistration; readonly artefact: ExtensionArtefact }> {
  const document = await catalogue.documents.get(tenant, numbered, registrationId(number));
  if (!document) {
    const message = `Tenant ${tenant} has no extension number ${number}: restore a backup, or add the extension again and start a new run.`;
    throw new TributaryError('NotFound', { code: 'extension-unknown', message });
  }
  const registration = document.value as ExtensionRegistration;
  return { registration, artefact: await artefactOf(catalogue, registration) };
}

async function artefactOf({ blobs }: Catalogue, registration: ExtensionRegistration): Promise<ExtensionArtefact> {
  const bytes = await blobs.get(artefactKey(registration.digest));
  if (bytes) return parseExtension(bytes);
  const message = `The extension artefact ${registration.digest} of tenant ${registration.tenant} is missing from the blob store: add the extension again, or restore a backup.`;
  throw new TributaryError('NotFound', { code: 'artefact-missing', message });
}

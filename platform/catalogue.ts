import { parseArtefact } from '../core/connector/artefact.ts';
import type { Connection, ConnectorArtefact, ConnectorRegistration } from '../core/connector/model.ts';
import { TributaryError } from '../core/errors.ts';
import { keyPath } from '../core/key-path.ts';
import type { RunKey } from '../core/run.ts';
import type { Blobs, Documents } from './ports.ts';

/** Connectors, connections and plans as they are kept in Documents and Blobs: what every service reads and the CLI writes. */
export type Catalogue = { readonly documents: Documents; readonly blobs: Blobs };

/** Connectors belong to the deployment, not to a tenant; no tenant can have this name. */
const shared = '_';
const artefactKey = (digest: string): string => `artefacts/${digest}.json`;
const registrationId = (connector: string, number: number): string => `${connector}/${String(number).padStart(6, '0')}`;

/** Which streams a run reads, from where, and which fields it asks for; made once per run, so that a continued run asks the same. */
export type RunPlan = { readonly streams: Readonly<Record<string, StreamPlan>> };
export type StreamPlan = {
  readonly watermark?: string;
  readonly fields?: readonly string[];
  /** Unchanged records are written too: batches of an earlier run may still come. */
  readonly touch?: boolean;
  /** Nothing was stored of the connection lately; see Manifest.mayLag. */
  readonly mayLag?: boolean;
};

/** Stores the artefact and, where anything differs from the present registration, makes a new one. */
export async function registerConnector(
  catalogue: Catalogue,
  artefact: ConnectorArtefact,
  now: Date,
): Promise<{ readonly registration: ConnectorRegistration; readonly isNew: boolean }> {
  const name = artefact.definition.name;
  // Put in any case: adding a connector again mends a store that lost its artefact.
  await catalogue.blobs.put(artefactKey(artefact.digest), new TextEncoder().encode(JSON.stringify(artefact)));
  const stored = await catalogue.documents.get(shared, 'connectors', name);
  const present = stored?.value as ConnectorRegistration | undefined;
  if (present?.digest === artefact.digest) return { registration: present, isNew: false };
  const before = present && (await findArtefact(catalogue, present.digest));
  const registration = await storeRegistration(catalogue, (present?.number ?? 0) + 1, {
    connector: name,
    digest: artefact.digest,
    mappingVersions: nextMappingVersions(artefact, before, present),
    registeredAt: now.toISOString(),
  });
  if (!(await catalogue.documents.put(shared, 'connectors', name, registration, stored?.version ?? 0))) {
    const message = `Connector ${name} was registered by somebody else at the same time: look at it with "tributary connector show ${name}" and try again.`;
    throw new TributaryError('PlatformUnavailable', { code: 'registered-concurrently', message });
  }
  return { registration, isNew: true };
}

/** Under the next number that is free: one that somebody took and did not get to name as the present one is skipped. */
async function storeRegistration(
  catalogue: Catalogue,
  from: number,
  registration: Omit<ConnectorRegistration, 'number'>,
): Promise<ConnectorRegistration> {
  for (let number = from; ; number++) {
    const numbered = { ...registration, number };
    const id = registrationId(registration.connector, number);
    if (await catalogue.documents.put(shared, 'registrations', id, numbered, 0)) return numbered;
  }
}

/** A stream's version grows whenever what decides its entities differs, also when an older text comes back. */
function nextMappingVersions(
  artefact: ConnectorArtefact,
  before: ConnectorArtefact | undefined,
  present: ConnectorRegistration | undefined,
): Record<string, number> {
  const content = (of: ConnectorArtefact | undefined, stream: string): string =>
    JSON.stringify([of?.mappings[stream]?.text, of?.schemas[stream]]);
  const known = present?.mappingVersions ?? {};
  const versions: Record<string, number> = { ...known };
  for (const stream of Object.keys(artefact.definition.streams)) {
    const same = content(artefact, stream) === content(before, stream);
    versions[stream] = same && known[stream] !== undefined ? known[stream] : (known[stream] ?? 0) + 1;
  }
  return versions;
}

/** The present registration of a connector, or that of a number. Throws NotFound. */
export async function getRegistration(
  catalogue: Catalogue,
  connector: string,
  number?: number,
): Promise<ConnectorRegistration> {
  const document =
    number === undefined
      ? await catalogue.documents.get(shared, 'connectors', connector)
      : await catalogue.documents.get(shared, 'registrations', registrationId(connector, number));
  if (document) return document.value as ConnectorRegistration;
  const message = `Connector ${connector} is not registered: "tributary connector add <folder>" registers one, "tributary connector list" shows them.`;
  throw new TributaryError('NotFound', { code: 'connector-unknown', message });
}

export async function listRegistrations(catalogue: Catalogue): Promise<readonly ConnectorRegistration[]> {
  return (await catalogue.documents.list(shared, 'connectors')).map(
    (document) => document.value as ConnectorRegistration,
  );
}

/** An artefact by its digest. Artefacts never change, so callers may keep it. Throws NotFound. */
export async function getArtefact(catalogue: Catalogue, digest: string): Promise<ConnectorArtefact> {
  const artefact = await findArtefact(catalogue, digest);
  if (artefact) return artefact;
  const message = `The connector artefact ${digest} is missing from the blob store: add the connector again, or restore a backup.`;
  throw new TributaryError('NotFound', { code: 'artefact-missing', message });
}

async function findArtefact(catalogue: Catalogue, digest: string): Promise<ConnectorArtefact | undefined> {
  const bytes = await catalogue.blobs.get(artefactKey(digest));
  return bytes && parseArtefact(bytes);
}

/** Throws NotFound. */
export async function getConnection(
  catalogue: Pick<Catalogue, 'documents'>,
  tenant: string,
  name: string,
): Promise<Connection> {
  const document = await catalogue.documents.get(tenant, 'connections', name);
  if (document) return document.value as Connection;
  const message = `There is no connection "${name}" of tenant "${tenant}": "tributary connection list" shows those there are.`;
  throw new TributaryError('NotFound', { code: 'connection-unknown', message });
}

export async function putConnection(catalogue: Pick<Catalogue, 'documents'>, connection: Connection): Promise<void> {
  await catalogue.documents.put(connection.tenant, 'connections', connection.name, connection);
}

/** Of one tenant, or of all. */
export async function listConnections(
  catalogue: Pick<Catalogue, 'documents'>,
  tenant?: string,
): Promise<readonly Connection[]> {
  const tenants = tenant === undefined ? await catalogue.documents.tenants('connections') : [tenant];
  const lists = await Promise.all(tenants.map((name) => catalogue.documents.list(name, 'connections')));
  return lists.flat().map((document) => document.value as Connection);
}

const planId = (key: RunKey): string => keyPath(key.connection, key.run);

/** Keeps the first plan of a run and gives it back. */
export async function keepPlan(catalogue: Pick<Catalogue, 'documents'>, key: RunKey, plan: RunPlan): Promise<RunPlan> {
  if (await catalogue.documents.put(key.tenant, 'plans', planId(key), plan, 0)) return plan;
  return getPlan(catalogue, key);
}

/** Throws NotFound. */
export async function getPlan(catalogue: Pick<Catalogue, 'documents'>, key: RunKey): Promise<RunPlan> {
  const document = await catalogue.documents.get(key.tenant, 'plans', planId(key));
  if (document) return document.value as RunPlan;
  throw new TributaryError('NotFound', {
    code: 'plan-missing',
    message: `Run ${key.run} of ${key.connection} has no plan: start the run again.`,
  });
}

export async function deletePlan(catalogue: Pick<Catalogue, 'documents'>, key: RunKey): Promise<void> {
  await catalogue.documents.delete(key.tenant, 'plans', planId(key));
}

/** The runs that have a plan: those that are open, and what died processes left. */
export async function listPlannedRuns(catalogue: Pick<Catalogue, 'documents'>): Promise<readonly RunKey[]> {
  const lists = await Promise.all(
    (await catalogue.documents.tenants('plans')).map(async (tenant) =>
      (await catalogue.documents.list(tenant, 'plans')).map(({ id }): RunKey => {
        const [connection = '', run] = id.split('/');
        return { tenant, connection, run: Number(run) };
      }),
    ),
  );
  return lists.flat();
}

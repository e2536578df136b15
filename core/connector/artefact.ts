import { canonicalJson, digest } from '../digest.ts';
import { TributaryError } from '../errors.ts';
import type { ConnectorArtefact } from './model.ts';

/** Makes the immutable artefact of a checked connector: equal contents give the same digest, however they were written. */
export function compileArtefact(parts: Omit<ConnectorArtefact, 'digest'>): ConnectorArtefact {
  const { definition, schemas, mappings } = parts;
  return { digest: digest(canonicalJson({ definition, schemas, mappings })), definition, schemas, mappings };
}

/** Reads a stored artefact. Throws StorageFailed when it is not what its digest says. */
export function parseArtefact(stored: string | Uint8Array): ConnectorArtefact {
  const damaged = (cause?: unknown): TributaryError =>
    new TributaryError('StorageFailed', {
      code: 'artefact-damaged',
      message: 'A stored connector is not what its digest says: add the connector again, or restore a backup.',
      cause,
    });
  let artefact: ConnectorArtefact;
  try {
    artefact = JSON.parse(
      typeof stored === 'string' ? stored : Buffer.from(stored).toString('utf8'),
    ) as ConnectorArtefact;
  } catch (error) {
    throw damaged(error);
  }
  if (artefact === null || typeof artefact !== 'object' || compileArtefact(artefact).digest !== artefact.digest)
    throw damaged();
  return artefact;
}

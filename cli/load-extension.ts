import path from 'node:path';
import { checkExtensionFolder } from '../core/extension/check.ts';
import type { ExtensionArtefact } from '../core/extension/model.ts';
import { getArtefact, listRegistrations } from '../platform/catalogue.ts';
import type { Platform } from '../platform/ports.ts';
import { compileMapping } from '../transformer/mapping/compile.ts';
import { ProblemsFound } from './problems-found.ts';
import { shownProblems } from './shown-path.ts';

/** Checks an extension's folder against the connectors that are registered here. Throws ProblemsFound. */
export async function loadExtension(
  platform: Pick<Platform, 'documents' | 'blobs'>,
  cwd: string,
  folder: string,
  consequence: string,
): Promise<ExtensionArtefact> {
  const registrations = await listRegistrations(platform);
  const known = await Promise.all(
    registrations.map(async ({ connector, digest }) => [connector, await getArtefact(platform, digest)] as const),
  );
  const checked = checkExtensionFolder(path.resolve(cwd, folder), new Map(known), compileMapping);
  if (!checked.ok) throw new ProblemsFound(shownProblems(cwd, checked.problems), consequence);
  return checked.value;
}

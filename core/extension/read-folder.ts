import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { messageOf } from '../errors.ts';
import type { Problem } from '../problem.ts';

/** One file of an extension and what its place says it is. */
export type ExtensionFile = { readonly shown: string; readonly relative: string; readonly text: string } & (
  | { readonly kind: 'fields' | 'entity'; readonly name: string }
  | { readonly kind: 'mapping' | 'source-fields'; readonly connector: string; readonly stream: string }
);

const layout =
  'An extension has fields/<entity>.schema.json, entities/<name>.schema.json, mappings/<connector>/<stream>.map.yaml and mappings/<connector>/<stream>.schema.json.';
const ignored = /(^|\/)(\.|README\.md$)/;

type Kind =
  | { readonly kind: 'fields' | 'entity'; readonly name: string }
  | { readonly kind: 'mapping' | 'source-fields'; readonly connector: string; readonly stream: string };

function kindOf(relative: string): Kind | undefined {
  const schema = /^(fields|entities)\/([^/]+)\.schema\.json$/.exec(relative);
  if (schema) return { kind: schema[1] === 'fields' ? 'fields' : 'entity', name: schema[2] ?? '' };
  const stream = /^mappings\/([^/]+)\/([^/]+)\.(map\.yaml|schema\.json)$/.exec(relative);
  const [, connector = '', name = '', ending] = stream ?? [];
  return stream ? { kind: ending === 'map.yaml' ? 'mapping' : 'source-fields', connector, stream: name } : undefined;
}

/** The files of an extension's folder in name order, and what is wrong with the folder itself. */
export function readExtensionFolder(folder: string): {
  readonly files: readonly ExtensionFile[];
  readonly problems: readonly Problem[];
} {
  const problems: Problem[] = [];
  const refuse = (relative: string, message: string, hint?: string): undefined => {
    const file = path.join(folder, relative);
    problems.push({ file, line: 1, column: 1, message, ...(hint === undefined ? {} : { hint }) });
    return undefined;
  };
  const names = listFiles(folder, refuse).filter((name) => !ignored.test(name));
  const files = names.flatMap((relative): ExtensionFile[] => {
    const kind = kindOf(relative);
    if (kind === undefined) return refuse(relative, 'no extension has a file here', layout) ?? [];
    try {
      const shown = path.join(folder, relative);
      return [{ ...kind, shown, relative, text: readFileSync(shown, 'utf8') }];
    } catch (error) {
      return refuse(relative, `the file cannot be read: ${messageOf(error)}`) ?? [];
    }
  });
  if (files.length === 0 && problems.length === 0) refuse('', 'there is no extension in this folder', layout);
  return { files, problems };
}

function listFiles(folder: string, refuse: (relative: string, message: string) => void): readonly string[] {
  try {
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
    const relative = (entry: (typeof entries)[number]): string =>
      path.relative(folder, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/');
    // A link could lead out of the folder, to what its owner never meant to register.
    for (const entry of entries) if (entry.isSymbolicLink()) refuse(relative(entry), 'links are not followed');
    return entries
      .filter((entry) => entry.isFile())
      .map(relative)
      .sort();
  } catch (error) {
    const absent = Error.isError(error) && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
    refuse('', absent ? 'there is no such folder' : messageOf(error));
    return [];
  }
}

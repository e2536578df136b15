import { compileRecordValidator } from '../../../core/validate.ts';
import { parseYaml } from '../../../core/yaml-source.ts';
import type { CompiledStream } from '../../../transformer/compiled-stream.ts';
import { defaultPolicies } from '../../../transformer/drift/classify.ts';
import { validateEntity } from '../../../transformer/entities.ts';
import { compileMapping } from '../../../transformer/mapping/compile.ts';

export const scope = { tenant: 't', connection: 'c', stream: 's' };
export const connector = 'erp';

/** A record of the ERP: its name, `gone` where the mapping makes nothing of it, `invalid` where it has none. */
export type Row = { readonly key: string; readonly name: string };

export function rawOf({ key, name }: Row): { readonly key: string; readonly text: string } {
  const named = name === 'invalid' ? {} : { name };
  return { key, text: JSON.stringify({ id: key, ...named, gone: name === 'gone' }) };
}

function compiled(version: number): CompiledStream {
  const name = version === 1 ? 'name' : "name ? name : 'mended'";
  const yaml = `entities:\n  - entity: project\n    when: $not(gone)\n    fields: { number: id, name: "${name}" }\n`;
  const mapping = compileMapping(parseYaml('m.yaml', yaml));
  if (!mapping.ok) throw new Error(JSON.stringify(mapping.problems));
  const required = version === 1 ? ['id', 'name'] : ['id'];
  const properties = { id: { type: 'string' }, name: { type: 'string' } };
  return {
    mapping: mapping.value,
    validate: compileRecordValidator({ type: 'object', properties, required }),
    unknownFields: () => undefined,
    validateEntity,
    drift: defaultPolicies,
    mappingVersion: version,
  };
}

const [refusing, mending] = [compiled(1), compiled(2)];

/** In version 1 a record without a name is refused; in version 2 it is mended. */
export function streamOf(version: number): CompiledStream {
  return version === 1 ? refusing : mending;
}

/** A version of a record as it was processed. */
export type Version = { readonly revision: string; readonly row: Row; readonly version: number };

/** Of each key what the last version that was not refused is called. */
export function truthOf(versions: readonly Version[]): ReadonlyMap<string, string> {
  const truth = new Map<string, string>();
  for (const { row, version } of versions.toSorted((a, b) => (a.revision < b.revision ? -1 : 1))) {
    if (row.name === 'invalid' && version === 1) continue;
    if (row.name === 'gone') truth.delete(row.key);
    else truth.set(row.key, row.name === 'invalid' ? 'mended' : row.name);
  }
  return truth;
}

import type { InformationEvent } from '../../sdk/src/event.ts';

/** A revision of the nth run. */
export const revision = (n: number): string => `${String(n).padStart(8, '0')}.000001.0000.0001`;

/** A valid event of a project, as Tributary sends it. */
export function projectEvent(
  subject: string,
  n: number,
  more: Partial<InformationEvent> & { readonly change?: 'created' | 'updated' | 'deleted' | 'snapshot' } = {},
): InformationEvent {
  const { change = 'updated', ...fields } = more;
  return {
    specversion: '1.0',
    id: `${subject}-${n}`,
    source: '/tributary/default/demo/projects',
    type: `tributary.information.project.${change}`,
    subject,
    time: '2026-07-01T10:15:00.123Z',
    datacontenttype: 'application/json',
    dataschema: 'tributary:entities/project',
    tenant: 'default',
    connection: 'demo',
    stream: 'projects',
    entity: 'project',
    revision: revision(n),
    run: n,
    batch: 1,
    mappingversion: 1,
    digest: `d${n}`,
    ...(change === 'snapshot' ? { snapshot: 's1' } : { rawref: 'raw/1' }),
    ...(change === 'deleted' ? {} : { data: { number: subject, name: `Project ${n}` } }),
    ...fields,
  };
}

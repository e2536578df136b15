import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { InformationEvent as PublishedEvent } from '../../../core/generated/information-batch.generated.ts';
import { checkEvent, type Validation } from '../../../sdk/src/check-event.ts';
import type { InformationEvent } from '../../../sdk/src/event.ts';
import { projectEvent } from '../sdk-events.ts';

/** What is wrong with an event; undefined when nothing is. */
function problemOf(event: unknown, validation: Validation = 'strict'): string | undefined {
  const checked = checkEvent(event, validation);
  return checked.kind === 'invalid' ? checked.problem : checked.problem();
}

const project = projectEvent('P1', 1);
const without = (name: keyof InformationEvent): object => ({ ...project, [name]: undefined });

describe('checking events', () => {
  test('takes every kind of change, and notifications', () => {
    for (const change of ['created', 'updated', 'deleted', 'snapshot'] as const)
      expect(problemOf(projectEvent('P1', 1, { change }))).toBeUndefined();
    const notification = { specversion: '1.0', id: 'n', source: '/tributary/a', type: 'tributary.notification.run' };
    expect(checkEvent(notification, 'strict')).toMatchObject({ kind: 'event', key: 'id ["/tributary/a","n"]' });
  });

  test('its type takes what Tributary publishes', () => {
    const published: PublishedEvent = { ...project, data: { name: 'x' } };
    const taken: InformationEvent<object> = published;
    expect(taken.entity).toBe('project');
  });

  test.each([
    ['no object', null, /no CloudEvent/],
    ['no id', without('id'), /id missing/],
    ['another version', { ...project, specversion: '0.3' }, /version 1.0/],
    ['no subject', without('subject'), /subject missing/],
    ['a revision of another form', { ...project, revision: '7' }, /cannot be compared/],
    ['an entity that is not that of the type', { ...project, entity: 'party' }, /disagree/],
    ['a field of the envelope that is wrong', { ...project, run: 'first' }, /run/],
    ['no data', without('data'), /data/],
    ['data that is wrong', { ...project, data: { number: 'P1' } }, /name/],
    ['a snapshot without its id', { ...project, type: 'tributary.information.project.snapshot' }, /snapshot/],
  ])('refuses %s', (_what, event, reason) => {
    expect(problemOf(JSON.parse(JSON.stringify(event)))).toMatch(reason);
  });

  test('does not say what is in the data', () => {
    expect(problemOf({ ...project, data: { number: 'P1', name: ['Kari Nordmann'] } })).not.toMatch(/Nordmann/);
  });

  test('lets through own fields, own entities, and fields of a later version', () => {
    const data = { number: 'P1', name: 'x', custom: { any: [1] }, later: { field: true } };
    expect(problemOf({ ...project, data, later: 1 })).toBeUndefined();
    const own = { entity: 'building-site', type: 'tributary.information.building-site.created', data: { any: 1 } };
    expect(problemOf({ ...project, ...own })).toBeUndefined();
    const trap = { entity: 'envelope', type: 'tributary.information.envelope.created', data: {} };
    expect(problemOf({ ...project, ...trap })).toBeUndefined();
  });

  test('off, looks only at what order and repeats depend on', () => {
    expect(problemOf({ ...project, run: 'first', data: 7 }, 'off')).toBeUndefined();
    expect(problemOf({ ...project, revision: '7' }, 'off')).toMatch(/cannot be compared/);
  });

  test('takes every valid example of the schemas', () => {
    const folder = 'schemas/entities/examples';
    const names = readdirSync(folder).filter((name) => name.endsWith('.valid.json'));
    expect(names.length).toBeGreaterThan(0);
    for (const name of names) {
      const entity = name.replace('.valid.json', '');
      for (const data of Object.values(JSON.parse(readFileSync(`${folder}/${name}`, 'utf8')) as object)) {
        const event = { ...project, entity, type: `tributary.information.${entity}.created`, data };
        expect([name, problemOf(event)]).toEqual([name, undefined]);
      }
    }
  });
});

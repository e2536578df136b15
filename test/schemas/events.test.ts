import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { type Change, type EventOrigin, informationEvent } from '../../core/envelope.ts';
import { formatRevision } from '../../core/position.ts';
import { notificationKinds } from '../../core/topic-names.ts';
import { checkSchema, compileRecordValidator } from '../../core/validate.ts';

const load = (name: string): object =>
  JSON.parse(readFileSync(new URL(`../../schemas/events/${name}.schema.json`, import.meta.url), 'utf8')) as object;

describe('information batch', () => {
  const validate = compileRecordValidator(load('information-batch'));
  const origin: EventOrigin = {
    tenant: 'default',
    connection: 'demo',
    stream: 'projects',
    key: 'P-1',
    revision: formatRevision({ run: 1, batch: 1, index: 0 }, 1),
    run: 1,
    batch: 1,
    mappingVersion: 1,
    rawRef: 'raw/1',
    time: '2026-01-01T00:00:00.000Z',
  };
  const event = (change: Change, body?: object): object =>
    informationEvent(origin, change, { entity: 'project', id: 'P-1', digest: 'x', ...(body ? { body } : {}) });

  test('is what the product publishes', () => {
    expect(validate([event('created', { id: 'P-1' }), event('deleted')])).toBeUndefined();
  });

  test.each([
    ['no event', []],
    ['created without data', [event('created')]],
    ['deleted with data', [event('deleted', {})]],
    ['an attribute that CloudEvents would not allow', [{ ...event('deleted'), mappingVersion: 1 }]],
    ['a foreign version', [{ ...event('deleted'), specversion: '0.3' }]],
    ['a revision that does not sort', [{ ...event('deleted'), revision: '1.1.0.1' }]],
  ])('refuses %s', (_case, batch) => {
    expect(validate(batch)?.message).toEqual(expect.any(String));
  });

  test('has attribute names that CloudEvents allows', () => {
    expect(Object.keys(event('created', {})).filter((name) => !/^[a-z0-9]{1,20}$/.test(name))).toEqual([]);
  });
});

const scope = { tenant: 'default', connection: 'demo', stream: 'projects' };
const samples: Readonly<Record<(typeof notificationKinds)[number], object>> = {
  run: {
    tenant: 'default',
    connection: 'demo',
    connector: 'demo-odata',
    run: 1,
    status: 'partial',
    streams: [
      {
        stream: 'projects',
        ok: true,
        records: 3,
        outcomes: { created: 3 },
        seconds: 1.5,
        watermark: '2026-01-01T00:00:00Z',
      },
      {
        stream: 'invoices',
        ok: false,
        records: 0,
        outcomes: {},
        seconds: 1,
        error: { name: 'ErpRejected', message: 'No.' },
      },
    ],
  },
  batch: {
    ...scope,
    connector: 'demo-odata',
    run: 1,
    batch: 1,
    batchId: 'b',
    outcomes: { created: 2, quarantined: 1 },
  },
  quarantine: { ...scope, run: 1, batchId: 'b', records: 2 },
  drift: {
    ...scope,
    run: 1,
    batch: 1,
    kind: 'field-added',
    path: 'Region',
    class: 'additive',
    policy: 'notify',
    found: 'text',
  },
  subscription: {
    tenant: 'default',
    subscription: 'billing',
    target: 'webhook',
    status: 'paused',
    by: 'failures',
    reason: 'It failed.',
    failures: 20,
  },
};

describe.each(notificationKinds)('notification.%s', (kind) => {
  const schema = load(`notification.${kind}`);
  const validate = compileRecordValidator(schema);

  test('accepts its sample and nothing beside it', () => {
    expect(checkSchema(schema)).toEqual([]);
    expect(validate(samples[kind])).toBeUndefined();
    expect(validate({ ...samples[kind], record: 'content' })?.message).toEqual(expect.any(String));
  });
});

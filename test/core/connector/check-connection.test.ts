import { describe, expect, test } from '@jest/globals';
import { checkConnection } from '../../../core/connector/check-connection.ts';
import type { ConnectorDefinition } from '../../../core/connector/model.ts';
import { parseYaml } from '../../../core/yaml-source.ts';

const definition: ConnectorDefinition = {
  name: 'erp',
  title: 'ERP',
  baseUrl: '{host}/v1',
  parameters: {
    host: { title: 'Address', pattern: 'https://[^/]+' },
    company: { title: 'Company', default: '1000' },
    token: { title: 'Token', secret: true },
  },
  authentication: { kind: 'bearer', token: '{token}' },
  streams: { invoices: {} as never, projects: {} as never },
};

const good = { name: 'main', connector: 'erp', parameters: { host: 'https://erp.example', token: 'hunter2' } };
const messages = (...lines: readonly string[]): unknown => {
  const checked = checkConnection(parseYaml('c.yaml', lines.join('\n')), definition);
  return checked.ok ? [] : checked.problems.map(({ line, column, message, hint }) => [line, column, message, hint]);
};
const head = ['name: main', 'connector: erp', 'parameters: { host: "https://erp.example", token: x }'];

describe('a connection', () => {
  test('is split into what is shown and what is secret, with defaults filled in', () => {
    expect(checkConnection({ ...good, schedule: { every: '1m' }, streams: ['invoices'] }, definition)).toEqual({
      ok: true,
      value: {
        connection: {
          tenant: 'default',
          name: 'main',
          connector: 'erp',
          parameters: { host: 'https://erp.example', company: '1000' },
          schedule: { every: '1m' },
          streams: ['invoices'],
          paused: false,
        },
        secrets: { token: 'hunter2' },
      },
    });
  });

  test('shows every problem with its place', () => {
    expect(
      messages(
        'name: main',
        'connector: erp2',
        'parameters:',
        '  hots: "https://erp.example"',
        '  token: ""',
        'schedule: { cron: "61 * * * *", timezone: Europe/Atlantis }',
        'streams: [invoices, project]',
      ),
    ).toEqual([
      [2, 12, 'this is the connector "erp", not "erp2"', undefined],
      [3, 1, 'the parameter "host" is missing', 'It is the Address.'],
      [4, 3, 'the connector has no parameter "hots"', 'Did you mean "host"? Allowed: host, company, token.'],
      [5, 10, 'the parameter "token" (Token) is malformed', 'It must not be empty.'],
      [6, 19, 'schedule.cron: the minute "61" is not between 0 and 59, * or a step such as */5', undefined],
      [6, 43, '"Europe/Atlantis" is no time zone', 'Write an IANA name such as Europe/Oslo.'],
      [7, 21, 'the connector has no stream "project"', 'Did you mean "projects"? Allowed: invoices, projects.'],
    ]);
  });

  test('never shows a value', () => {
    const checked = checkConnection({ ...good, parameters: { host: 'hunter2', token: 'hunter2' } }, definition);
    expect(checked.ok).toBe(false);
    expect(JSON.stringify(checked)).not.toContain('hunter2');
  });

  test('numbers must be quoted', () => {
    expect(messages('name: main', 'connector: erp', 'parameters: { company: 1000 }')).toEqual([
      [3, 24, 'parameters.company must be text, not a whole number', 'Put it in quotes.'],
    ]);
  });

  test.each(['* * * * *', '*/15 6-20 * * 1-5', '0,30 0 1 JAN-MAR MON', '0 0 L * 5L', '0 12 ? * SUN', '5 4 * * 1#2'])(
    'takes the cron expression "%s"',
    (cron) => {
      expect(messages(...head, `schedule: { cron: "${cron}" }`)).toEqual([]);
    },
  );

  test.each([
    '* * * *',
    '60 * * * *',
    '* 24 * * *',
    '* * 0 * *',
    '* * * 13 *',
    'a * * * *',
    '1-99 * * * *',
    '*/0 * * * *',
    ', * * * *',
  ])('refuses the cron expression "%s"', (cron) => {
    expect(messages(...head, `schedule: { cron: "${cron}" }`)).toHaveLength(1);
  });

  test.each(['0s', '5', '1.5m', '5 m'])('refuses the interval "%s"', (every) => {
    expect(messages(...head, `schedule: { every: "${every}" }`)).toHaveLength(1);
  });
});

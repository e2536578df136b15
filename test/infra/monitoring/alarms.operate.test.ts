import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { readArguments } from '../../../infra/deploy/arguments.ts';
import { alarmKinds } from '../../../infra/monitoring/alarms.ts';
import { savedQueries } from '../../../infra/monitoring/queries.ts';
import { commandPaths, parseCommand } from '../../support/parse-command.ts';
import { resourcesOf } from '../../support/synthesise.ts';
import { synthesiseWith } from '../../support/synthesise-options.ts';

const page = readFileSync('docs/operate.md', 'utf8');
const headings = [...page.matchAll(/^## (.+)$/gm)].map(([, heading = '']) => heading);
const anchors = [...page.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor = '']) => anchor);
/** What stands in back quotes, in the text and in blocks. */
const quoted = [
  ...[...page.matchAll(/```sh\n([^`]*)```/g)].flatMap(([, block = '']) => block.split('\n')),
  ...[...page.replaceAll(/```[^`]*```/g, '').matchAll(/`([^`]+)`/g)].map(([, span = '']) => span),
]
  .map((text) => text.replace(/#.*$/, '').trim())
  .filter((text) => text !== '');

type Alarm = { readonly AlarmName: string; readonly AlarmDescription: string; readonly AlarmActions?: unknown };

const stage = 'prod';
const alarms = Object.values(synthesiseWith({ stage })).flatMap((template) =>
  resourcesOf(template, 'AWS::CloudWatch::Alarm').map(([, { Properties }]) => Properties as unknown as Alarm),
);
/** The longest kind that the name begins with: `function-errors` and not a shorter one. */
const kindOf = ({ AlarmName }: Alarm): string | undefined =>
  alarmKinds
    .filter((kind) => `${AlarmName}-`.startsWith(`tributary-${stage}-${kind}-`))
    .sort((a, b) => b.length - a.length)[0];

describe('docs/operate.md and the templates', () => {
  test('each kind of alarm has one heading, and each heading a kind', () => {
    expect(headings.toSorted()).toEqual([...alarmKinds].toSorted());
  });

  test('each heading has an alarm in some template, and each alarm a heading', () => {
    expect(alarms.length).toBeGreaterThan(40);
    expect([...new Set(alarms.map(kindOf))].toSorted()).toEqual(headings.toSorted());
  });

  test('each alarm says what happened and links to its heading', () => {
    for (const alarm of alarms)
      expect(alarm.AlarmDescription).toMatch(new RegExp(`^[A-Z].+\\. What to do: docs/operate\\.md#${kindOf(alarm)}$`));
  });

  test('each alarm has a name of its own that AWS takes, and tells the topic when it rings and when it ends', () => {
    const names = alarms.map(({ AlarmName }) => AlarmName);
    expect(new Set(names).size).toBe(names.length);
    for (const alarm of alarms) {
      expect(alarm.AlarmName.length).toBeLessThanOrEqual(255);
      expect(alarm).toMatchObject({ AlarmActions: [expect.anything()], OKActions: [expect.anything()] });
    }
  });

  test('each heading says what it means, how to look, and how to mend', () => {
    for (const part of page.split(/^## /m).slice(1))
      expect(part).toMatch(/\*\*Meaning\.\*\*[\s\S]+\*\*Look\.\*\*[\s\S]+\*\*Mend\.\*\*/);
  });

  test('links lead to headings', () => {
    expect(anchors.filter((anchor) => !headings.includes(anchor))).toEqual([]);
  });
});

describe('what docs/operate.md quotes exists', () => {
  test.each(quoted.filter((text) => text.startsWith('npx tributary ')))('%s', (line) => {
    expect(parseCommand(line.replace('npx tributary ', ''))).toBeUndefined();
  });

  test.each(quoted.filter((text) => text.startsWith('npm run deploy -- ')))('%s', (line) => {
    const { action, rest } = readArguments(line.replace('npm run deploy -- ', '').split(' '));
    expect([action, rest]).toEqual([expect.stringMatching(/^(deploy|diff)$/), []]);
  });

  test('commands that are mentioned without `npx tributary`', () => {
    const first = new Set(commandPaths().map(([name]) => name));
    const mentioned = quoted.map((text) => text.split(' ')).filter(([a = '', b]) => b !== undefined && first.has(a));
    expect(mentioned.length).toBeGreaterThan(2);
    const known = commandPaths().map((path) => path.join(' '));
    expect(mentioned.map(([a, b]) => `${a} ${b}`).filter((path) => !known.includes(path))).toEqual([]);
  });

  test('saved queries of Logs Insights', () => {
    const asked = [...page.matchAll(/Logs Insights `([^`]+)`/g)].map(([, name]) => name);
    expect(asked.length).toBeGreaterThan(3);
    const names = savedQueries.map(({ name }) => name);
    expect(asked.filter((name) => !names.includes(name ?? ''))).toEqual([]);
  });

  test('files, and settings of a stage', () => {
    const files = quoted.filter((text) => /^[\w./-]+\.(ts|json|md)$/.test(text) && text.includes('/'));
    expect(files.length).toBeGreaterThan(1);
    expect(files.filter((file) => !existsSync(file))).toEqual([]);
    const stages = JSON.parse(readFileSync('infra/stages.json', 'utf8')) as Record<string, { memory: object }>;
    expect(stages[stage]).toMatchObject({
      transformConcurrency: expect.any(Number),
      dollarsPerMonth: expect.any(Number),
    });
    expect(stages[stage]?.memory).toHaveProperty('transform');
  });
});

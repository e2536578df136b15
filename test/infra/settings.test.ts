import { describe, expect, test } from '@jest/globals';
import { readSettings } from '../../infra/settings.ts';

const context = (values: Readonly<Record<string, unknown>>) => (key: string) => values[key];

function messageOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('nothing was thrown');
}

describe('readSettings', () => {
  test('takes dev when no stage is named', () => {
    expect(readSettings(context({}))).toMatchObject({ stage: 'dev', keepData: false, allowHosts: [] });
  });

  test('keeps the data of prod', () => {
    expect(readSettings(context({ stage: 'prod' }))).toMatchObject({ stage: 'prod', keepData: true });
  });

  test('puts hosts and the alarm address of the context over the stage', () => {
    const settings = readSettings(
      context({ allowHosts: '127.0.0.1:5320,erp.local', alarmAddress: 'on-call@example.org' }),
    );
    expect(settings).toMatchObject({
      allowHosts: ['127.0.0.1:5320', 'erp.local'],
      alarmAddress: 'on-call@example.org',
    });
  });

  test('takes an empty list and an empty address for none', () => {
    expect(readSettings(context({ allowHosts: '', alarmAddress: '' }))).toMatchObject({ allowHosts: [] });
    expect(readSettings(context({ allowHosts: '', alarmAddress: '' }))).not.toHaveProperty('alarmAddress');
  });

  test('names the stage that was meant', () => {
    expect(messageOf(() => readSettings(context({ stage: 'prd' })))).toMatch(/no stage "prd".*Did you mean "prod"\?/);
  });

  test.each(['', 'Prod', '1st', 'a'.repeat(17), 'pre_prod'])('refuses "%s" as a name', (stage) => {
    expect(messageOf(() => readSettings(context({ stage })))).toContain('is no name of a stage');
  });

  test('tells every problem at once', () => {
    const stages = {
      odd: {
        keepData: 'yes',
        logDays: 15,
        rawDays: 0,
        memory: { steps: 64, extract: 1024 },
        transformConcurrency: 1,
        dollarsPerMonth: 0,
        colour: 'red',
      },
    };
    const message = messageOf(() =>
      readSettings(context({ stage: 'odd', allowHosts: 'http://x/', alarmAddress: 'nobody' }), stages),
    );
    expect(message.split('\n').slice(1)).toEqual([
      expect.stringContaining('colour: no such setting; there are stage, keepData'),
      '  keepData: "yes" must be true or false',
      expect.stringContaining('logDays: 15 must be one of 1, 3, 5, 7, 14, 30'),
      '  rawDays: 0 must be a whole number from 16 to 3650',
      '  transformConcurrency: 1 must be a whole number from 2 to 1000',
      '  dollarsPerMonth: 0 must be a whole number from 1',
      '  alarmAddress: "nobody" must be an e-mail address',
      '  allowHosts: ["http://x/"] must be a list of host or host:port',
      '  memory.steps: 64 must be a whole number from 128 to 10240',
      '  memory.transform: it is missing and must be a whole number from 128 to 10240',
    ]);
  });

  test('refuses stages of which one begins as another, whose wildcards would meet', () => {
    const { stage: _, ...dev } = readSettings(context({}));
    const message = messageOf(() => readSettings(context({}), { dev, 'dev-2': dev }));
    expect(message).toContain('"dev" and "dev-2" share the beginning of their names');
  });
});

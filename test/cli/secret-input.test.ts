import { describe, expect, test } from '@jest/globals';
import { readSecrets, secretVariable } from '../../cli/secret-input.ts';

type Given = { env?: Record<string, string>; stdin?: string; answers?: Record<string, string> };

const io = ({ env = {}, stdin, answers = {} }: Given): Parameters<typeof readSecrets>[0] => ({
  env,
  stdin: async () => stdin,
  askSecret: async (question) => answers[question.replace(': ', '')],
});

describe('secret input', () => {
  test('variables are in capitals, signs apart from letters and digits become underscores', () => {
    expect(secretVariable('client-secret')).toBe('TRIBUTARY_SECRET_CLIENT_SECRET');
  });

  test('a variable is taken without being asked for', async () => {
    const given = io({ env: { TRIBUTARY_SECRET_PASSWORD: 'p' } });
    expect(await readSecrets(given, ['password', 'token'], [], [])).toEqual({ password: 'p' });
  });

  test('one value is piped in as it is, without its last line end', async () => {
    expect(await readSecrets(io({ stdin: ' a=b \n' }), ['password'], ['password'], [])).toEqual({ password: ' a=b ' });
  });

  test('several values are piped in as lines', async () => {
    const given = io({ stdin: 'token=t=1\npassword=p\n' });
    expect(await readSecrets(given, [], ['password', 'token'], [])).toEqual({ password: 'p', token: 't=1' });
  });

  test('a terminal is asked for what is missing', async () => {
    const given = io({ answers: { password: 'p' } });
    expect(await readSecrets(given, [], [], ['password'])).toEqual({ password: 'p' });
  });

  test('without a terminal, what nobody asked for stays missing, and what was asked for is an error', async () => {
    expect(await readSecrets(io({}), [], [], ['password'])).toEqual({});
    await expect(readSecrets(io({}), [], ['password'], [])).rejects.toThrow('TRIBUTARY_SECRET_PASSWORD');
    await expect(readSecrets(io({ stdin: 'x=1' }), [], ['password', 'token'], [])).rejects.toThrow('password=value');
  });
});

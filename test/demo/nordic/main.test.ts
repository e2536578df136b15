import { expect, test } from '@jest/globals';
import { runSimulator, statusWhereItSays } from '../common/run-simulator.ts';

const mainFile = 'demo/nordic/main.ts';

test('prints where it is, answers there, and ends cleanly on SIGTERM', async () => {
  const ended = await statusWhereItSays(mainFile, ['--port', '0', '--rows', '200'], '/orders');
  expect(ended).toMatchObject({ code: 0, stderr: '', status: 401 });
});

test.each([
  [['--port', '70000'], '--port 70000 is not a number'],
  [['--rows', 'many'], '--rows many is not a number'],
  [['--prot', '1'], "Unknown option '--prot'"],
])('refuses %j', async (args, message) => {
  const ended = await runSimulator(mainFile, args);
  expect(ended.code).toBe(2);
  expect(ended.stderr).toContain(message);
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from '@jest/globals';

type Ended = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

function run(args: readonly string[], onOutput: (text: string, kill: () => void) => Promise<void>): Promise<Ended> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', 'demo/nordic/main.ts', ...args]);
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
    onOutput(stdout, () => child.kill('SIGTERM')).catch(() => child.kill('SIGKILL'));
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  return once(child, 'close').then(([code]) => ({ code: code as number | null, stdout, stderr }));
}

test('prints where it is, answers there, and ends cleanly on SIGTERM', async () => {
  let status: number | undefined;
  const ended = await run(['--port', '0', '--rows', '200'], async (text, kill) => {
    const url = /http:\/\/127\.0\.0\.1:\d+\S+/.exec(text)?.[0] ?? '';
    status = (await fetch(`${url}/orders`)).status;
    kill();
  });
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  expect(status).toBe(401);
});

test.each([
  [['--port', '70000'], '--port 70000 is not a number'],
  [['--rows', 'many'], '--rows many is not a number'],
  [['--prot', '1'], "Unknown option '--prot'"],
])('refuses %j', async (args, message) => {
  const ended = await run(args, async () => {});
  expect(ended.code).toBe(2);
  expect(ended.stderr).toContain(message);
});

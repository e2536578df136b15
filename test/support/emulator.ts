import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { freePort } from './free-port.ts';
import { installPythonTool } from './python-tool.ts';
import { until } from './until.ts';

/** An emulator of AWS on a free port of 127.0.0.1. */
export type Emulator = {
  readonly name: 'ministack' | 'moto';
  readonly url: string;
  /** What a process needs so that every SDK client, the CDK's included, talks to it. */
  readonly env: Readonly<Record<string, string>>;
  /** What it has printed so far. */
  log(): string;
  stop(): Promise<void>;
};

export const emulatorRegion = 'eu-north-1';
export const emulatorAccount = '000000000000';

/** Starts MiniStack; its Node functions run on the project's own Node. */
export async function startMiniStack(): Promise<Emulator> {
  const programs = installPythonTool('ministack');
  return start('ministack', join(programs, 'python'), ['-m', 'ministack'], (port) => ({
    BIND_HOST: '127.0.0.1',
    GATEWAY_PORT: port,
    MINISTACK_REGION: emulatorRegion,
    MINISTACK_ACCOUNT_ID: emulatorAccount,
    IOT_MTLS_ENABLED: '0',
    SFTP_ENABLED: '0',
    LAMBDA_EXECUTOR: 'local',
    LOG_LEVEL: 'INFO',
  }));
}

/** Starts moto's server. */
export async function startMoto(): Promise<Emulator> {
  const programs = installPythonTool('moto');
  return start('moto', join(programs, 'moto_server'), ['-H', '127.0.0.1'], (port) => ({
    MOTO_PORT: port,
    MOTO_ACCOUNT_ID: emulatorAccount,
    MOTO_DOCKER_DISABLED: 'true',
  }));
}

async function start(
  name: Emulator['name'],
  command: string,
  args: readonly string[],
  settings: (port: string) => Readonly<Record<string, string>>,
): Promise<Emulator> {
  const port = String(await freePort());
  const url = `http://127.0.0.1:${port}`;
  const folder = mkdtempSync(join(tmpdir(), `tributary-${name}-`));
  const env = {
    AWS_ENDPOINT_URL: url,
    AWS_REGION: emulatorRegion,
    AWS_DEFAULT_REGION: emulatorRegion,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
  const path = `${dirname(process.execPath)}${delimiter}${process.env['PATH'] ?? ''}`;
  const child = spawn(command, [...args, ...(name === 'moto' ? ['-p', port] : [])], {
    cwd: folder,
    env: { ...process.env, ...env, PATH: path, TMPDIR: folder, ...settings(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  for (const output of [child.stdout, child.stderr]) output.on('data', (chunk: Buffer) => (log += chunk.toString()));
  let exited = false;
  const ended = new Promise<void>((resolve) =>
    child.once('exit', () => {
      exited = true;
      resolve();
    }),
  );
  const stop = async (): Promise<void> => {
    if (!exited) child.kill('SIGTERM');
    const hard = setTimeout(() => child.kill('SIGKILL'), 10_000);
    await ended;
    clearTimeout(hard);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await until(`${name} to answer`, async () => exited || (await answers(`${url}/`)), 60_000);
    if (exited) throw new Error(`${name} ended at once:\n${log}`);
    return { name, url, env, log: () => log, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    await fetch(url, { signal: AbortSignal.timeout(1_000) });
    return true;
  } catch {
    return false;
  }
}

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../support/free-port.ts';

export type CapServer = {
  readonly url: string;
  readonly username: string;
  readonly password: string;
  /** Requests it has answered, as it logs them. */
  reads(): number;
  stop(): Promise<void>;
};

/**
 * Installs SAP CAP into the scratch folder (its licence forbids shipping it, so it is no dependency of the project) and
 * starts it there on a free port of 127.0.0.1.
 */
export async function startCapServer(scratch: string): Promise<CapServer> {
  cpSync(join(import.meta.dirname, 'cap'), scratch, { recursive: true });
  execFileSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: scratch,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const port = await freePort();
  const child = spawn(process.execPath, [join(scratch, 'node_modules/@sap/cds/bin/serve.js'), '--port', String(port)], {
    cwd: scratch,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  const listening = new Promise<void>((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      log += chunk.toString();
      if (log.includes('launched in')) resolve();
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', (code) => reject(new Error(`SAP CAP ended with ${code}:\n${log}`)));
  });
  await listening;
  return {
    url: `http://127.0.0.1:${port}`,
    username: 'tributary',
    password: 'interop-only',
    reads: () => log.match(/\[odata\] - GET/g)?.length ?? 0,
    stop: () => ended(child),
  };
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
  });
}

import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** The demo ERP in a process of its own, so that it neither waits for the product nor is counted with it. */
export type DemoErp = { readonly url: string; stop(): void };

export async function openDemoErp(rows: number): Promise<DemoErp> {
  const file = join(import.meta.dirname, '../demo/odata/main.ts');
  const args = ['--disable-warning=ExperimentalWarning', file, '--port', '0', '--rows', String(rows)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const url = await new Promise<string>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`The demo ERP ended with ${code}.`)));
    child.stdout.on('data', (chunk: Buffer) => {
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(chunk.toString())?.[0];
      if (found) resolve(found);
    });
  });
  return { url, stop: () => void child.kill() };
}

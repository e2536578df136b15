import { spawn } from 'node:child_process';
import { once } from 'node:events';

type Ended = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

/** Runs a demo ERP's main file; `onOutput` gets all that it printed so far, each time it prints, and can end it. */
export async function runSimulator(
  mainFile: string,
  args: readonly string[],
  onOutput: (text: string, kill: () => void) => Promise<void> = async () => {},
): Promise<Ended> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', mainFile, ...args]);
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
    onOutput(stdout, () => child.kill('SIGTERM')).catch(() => child.kill('SIGKILL'));
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const [code] = await once(child, 'close');
  return { code: code as number | null, stdout, stderr };
}

/** Starts it, asks what it answers to a request without credentials at `path` below the address it prints, and ends it. */
export async function statusWhereItSays(
  mainFile: string,
  args: readonly string[],
  path = '',
): Promise<Ended & { readonly status: number | undefined }> {
  let status: number | undefined;
  const ended = await runSimulator(mainFile, args, async (text, kill) => {
    const url = /http:\/\/127\.0\.0\.1:\d+\S+/.exec(text)?.[0] ?? '';
    status = (await fetch(`${url}${path}`)).status;
    kill();
  });
  return { ...ended, status };
}

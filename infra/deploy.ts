import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline/promises';
import { emptyBuckets } from '../platform/aws/empty-buckets.ts';
import { removeLeftovers } from '../platform/aws/leftovers.ts';
import { preflight } from '../platform/aws/preflight.ts';
import { runDeploy } from './deploy/run-deploy.ts';

/** The project's own CDK, run by this Node. */
const cdkFile = createRequire(import.meta.url).resolve('aws-cdk/bin/cdk');

function cdk(args: readonly string[], environment: Readonly<Record<string, string>>): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [cdkFile, ...args], {
      stdio: 'inherit',
      env: { ...process.env, ...environment },
    });
    // The CDK gets the same signal from the terminal, and ends in its own way.
    process.on('SIGINT', () => undefined);
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

async function ask(question: string): Promise<string | undefined> {
  if (!process.stdin.isTTY) return undefined;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return (await terminal.question(question)).trim();
  } finally {
    terminal.close();
  }
}

process.chdir(new URL('..', import.meta.url).pathname);
process.exitCode = await runDeploy(
  {
    preflight,
    cdk,
    ask,
    emptyBuckets,
    removeLeftovers,
    say: (text) => process.stdout.write(`${text}\n`),
    complain: (text) => process.stderr.write(`${text}\n`),
  },
  process.argv.slice(2),
);

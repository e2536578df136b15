import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { synthesiseApp } from '../test/support/synthesise-app.ts';
import budget from './cold-start.budget.json' with { type: 'json' };
import { type ColdStart, type ColdStartBudget, type ColdStartLine, judge } from './cold-start-budget.ts';

const help = `Usage: npm run --silent bench:cold-start [-- --json]

Bundles the functions as a deployment does, and starts each in a fresh process of Node 24 with the function's variables:
milliseconds from the start of the process until its handler is loaded, median of ${budget.starts}, one process at a time.
Exit code 1 when a figure is above bench/cold-start.budget.json.
`;

type Func = {
  readonly name: string;
  readonly file: string;
  readonly variables: Readonly<Record<string, string>>;
};
type Template = {
  readonly Resources: Readonly<
    Record<
      string,
      {
        readonly Type: string;
        readonly Properties: {
          readonly FunctionName?: string;
          readonly Code?: { readonly S3Key?: string };
          readonly Environment?: { readonly Variables?: Readonly<Record<string, unknown>> };
        };
      }
    >
  >;
};

const prefix = 'tributary-prod-';

/** Our own functions in a template, with their code and variables; what AWS makes up is any text. */
function functionsIn(file: string): readonly Func[] {
  const { Resources } = JSON.parse(readFileSync(file, 'utf8')) as Template;
  return Object.values(Resources)
    .filter(({ Type, Properties }) => Type === 'AWS::Lambda::Function' && Properties.FunctionName?.startsWith(prefix))
    .map(({ Properties: { FunctionName = '', Code, Environment } }) => ({
      name: FunctionName.slice(prefix.length),
      file: join(dirname(file), `asset.${Code?.S3Key?.replace('.zip', '')}`, 'index.mjs'),
      variables: Object.fromEntries(
        Object.entries(Environment?.Variables ?? {}).map(([name, value]) => [
          name,
          typeof value === 'string' ? value : 'made-up-by-aws',
        ]),
      ),
    }));
}

/** A process that does nothing else than load; `performance.now()` counts from its start. */
function millisecondsToLoad(code: string, variables: Readonly<Record<string, string>>): number {
  const script = `${code}console.log(performance.now())`;
  const env = { AWS_REGION: 'eu-north-1', AWS_LAMBDA_FUNCTION_NAME: 'bench', ...variables };
  const flags = ['--input-type=module', '--eval', script];
  return Number(execFileSync(process.execPath, flags, { cwd: '/', env, encoding: 'utf8' }).trim());
}

function median(starts: number, measure: () => number): number {
  const all = Array.from({ length: starts }, measure).sort((a, b) => a - b);
  return all[Math.floor(starts / 2)] ?? Number.NaN;
}

async function measureAll(starts: number): Promise<ColdStart> {
  const { folder, stacks } = await synthesiseApp({ stage: 'prod' });
  try {
    const empty = median(starts, () => millisecondsToLoad('', {}));
    const functions = stacks
      .flatMap(({ file }) => functionsIn(file))
      .map(({ name, file, variables }) => {
        const load = `const{handler}=await import(${JSON.stringify(file)});if(typeof handler!=='function')process.exit(1);`;
        const milliseconds = median(starts, () => millisecondsToLoad(load, variables));
        return { name, milliseconds, bytes: statSync(file).size };
      });
    return { empty, functions };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function textOf({ name, milliseconds, allowed, bytes }: ColdStartLine): string {
  const over = milliseconds > allowed ? '  OVER' : '';
  return `${name.padEnd(24)} ${milliseconds.toFixed(0).padStart(5)} ms  of ${allowed.toFixed(0)}  ${(bytes / 1_000).toFixed(0).padStart(5)} KB${over}`;
}

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { json: { type: 'boolean' }, help: { type: 'boolean' } } });
  if (values.help === true) {
    process.stdout.write(help);
    return 0;
  }
  const measured = await measureAll(budget.starts);
  const lines = judge(measured, budget as ColdStartBudget);
  const empty = `${'(an empty process)'.padEnd(24)} ${measured.empty.toFixed(0).padStart(5)} ms`;
  if (values.json === true)
    process.stdout.write(`${JSON.stringify({ empty: measured.empty, functions: lines }, undefined, 2)}\n`);
  else process.stdout.write(`${[empty, ...lines.map(textOf)].join('\n')}\n`);
  return lines.every(({ milliseconds, allowed }) => milliseconds <= allowed) ? 0 : 1;
}

if (import.meta.main) process.exitCode = await main();

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../platform/clock.ts';
import { openDatabase } from '../../platform/embedded/database.ts';
import { embeddedExecutions } from '../../platform/embedded/executions.ts';
import type { DeployedFunctions } from './deployed-functions.ts';
import { startStepFunctions } from './step-functions.ts';

/** The Sync machine of the stacks, run by the interpreter because MiniStack cannot retry by the name of an error. */
export type Interpreter = {
  /** The API of Step Functions, for AWS_ENDPOINT_URL_SFN. */
  readonly url: string;
  /** What the machine's tasks invoke. The sweep is invoked each time an execution has ended. */
  use(functions: DeployedFunctions): void;
  /** True while no execution runs and no sweep. */
  isAtRest(): boolean;
  close(): Promise<void>;
};

const stateFunctions = {
  PlanFunctionArn: 'plan',
  ExtractFunctionArn: 'extract',
  SettleFunctionArn: 'settle',
  CommitFunctionArn: 'commit',
  FailRunFunctionArn: 'fail-run',
} as const;

/** `onFault` is told of sweeps that failed and of a journal that could not be written. */
export async function startInterpreter(onFault: (error: unknown) => void): Promise<Interpreter> {
  const home = mkdtempSync(join(tmpdir(), 'tributary-interpreter-'));
  const db = openDatabase({ file: join(home, 'executions.db') });
  let deployed: DeployedFunctions | undefined;
  const invoke = async (name: keyof DeployedFunctions, event: object): Promise<object> => {
    if (!deployed) throw new Error('Nothing is deployed yet.');
    return (await deployed[name].invoke(event)) as object;
  };
  const executions = embeddedExecutions(db, systemClock, {
    definition: definition(),
    functions: Object.fromEntries(
      Object.entries(stateFunctions).map(([arn, name]) => [arn, (payload: object) => invoke(name, payload)]),
    ),
    onFatal: onFault,
  });
  // Each minute's sweep mends what the one before did not come to.
  const sweep = (): Promise<object> => invoke('sweep', {}).catch(() => invoke('sweep', {}));
  const underWay = new Set<Promise<void>>();
  const follow = (id: string): void => {
    const followed = executions
      .ended(id)
      .then(sweep)
      .then(() => undefined, onFault)
      .finally(() => underWay.delete(followed));
    underWay.add(followed);
  };
  const api = await startStepFunctions(executions, follow);
  return {
    url: api.url,
    use: (functions) => {
      deployed = functions;
    },
    isAtRest: () => underWay.size === 0,
    close: async () => {
      await executions.close();
      while (underWay.size > 0) await Promise.all(underWay);
      await api.close();
      db.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

function definition(): object {
  const text = readFileSync(new URL('../../infra/sync.asl.json', import.meta.url), 'utf8');
  return JSON.parse(text.replaceAll(/\$\{(\w+)\}/g, '$1')) as object;
}

import { StateMachine, type StateMachineDefinition } from 'aws-local-stepfunctions';
import { messageOf, TributaryError } from '../../core/errors.ts';

/** A Task state as far as running its function here needs to know it. */
export type TaskState = {
  readonly name: string;
  readonly functionName: string;
  readonly timeoutMs: number;
  readonly waitsForToken: boolean;
};

export type CheckedMachine = { readonly machine: StateMachine; readonly tasks: readonly TaskState[] };

type State = {
  readonly Type?: string;
  readonly Resource?: string;
  readonly Parameters?: { readonly FunctionName?: unknown };
  readonly TimeoutSeconds?: number;
  readonly Seconds?: number;
  readonly ItemProcessor?: Machine;
  readonly Iterator?: Machine;
  readonly Branches?: readonly Machine[];
};
type Machine = { readonly States?: Readonly<Record<string, State>> };
type NamedState = readonly [name: string, state: State];

const invoke = 'arn:aws:states:::lambda:invoke';
const invokeAndWait = `${invoke}.waitForTaskToken`;

/** Beyond 2^31 ms Node's timers end at once, and so does the interpreter's Wait. */
const longestWaitSeconds = Math.floor((2 ** 31 - 1) / 1_000);

/**
 * Checks a definition in Amazon States Language, in JSONPath, and that the interpreter will do here what Step Functions
 * does: it knows Lambda invocations only, ends a task without TimeoutSeconds after 60 s, and has one name space of states.
 * Seconds that a Wait reads from its input are not checked; longer than 24 days they end at once. Throws InvalidInput.
 */
export function checkMachine(definition: object, functionNames: readonly string[]): CheckedMachine {
  const states = statesOf(definition as Machine);
  const problems = states.flatMap(([name, state]) =>
    problemsOf(state, functionNames).map((problem) => `state ${name} ${problem}`),
  );
  const names = states.map(([name]) => name);
  for (const name of new Set(names.filter((name, index) => names.indexOf(name) !== index)))
    problems.push(`state ${name} exists twice; names are unique over all levels`);
  if ('QueryLanguage' in definition) problems.push('QueryLanguage is not supported: write JSONPath');
  if (problems.length > 0) throw refused(problems.join('; '));
  try {
    const machine = new StateMachine(definition as unknown as StateMachineDefinition);
    return { machine, tasks: states.filter(([, { Type }]) => Type === 'Task').map(taskOf) };
  } catch (error) {
    throw refused(messageOf(error));
  }
}

function refused(what: string): TributaryError {
  const message = `The state machine cannot be run: ${what}.`;
  return new TributaryError('InvalidInput', { code: 'state-machine-invalid', message });
}

function statesOf(machine: Machine | undefined): readonly NamedState[] {
  return Object.entries(machine?.States ?? {}).flatMap(([name, state]): readonly NamedState[] => {
    const inner = [state.ItemProcessor, state.Iterator, ...(state.Branches ?? [])];
    return [[name, state], ...inner.flatMap(statesOf)];
  });
}

function problemsOf(state: State, functionNames: readonly string[]): readonly string[] {
  if (state.Type === 'Wait' && (state.Seconds ?? 0) > longestWaitSeconds) return ['waits longer than 24 days'];
  if (state.Type !== 'Task') return [];
  const name = state.Parameters?.FunctionName;
  const problems: string[] = [];
  if (state.Resource !== invoke && state.Resource !== invokeAndWait)
    problems.push(`has the resource ${state.Resource}; only ${invoke} and ${invokeAndWait} can be run here`);
  if (typeof name !== 'string' || !functionNames.includes(name))
    problems.push(`invokes ${JSON.stringify(name)}, which is none of the functions ${functionNames.join(', ')}`);
  if (!Number.isInteger(state.TimeoutSeconds)) problems.push('has no TimeoutSeconds');
  return problems;
}

function taskOf([name, state]: NamedState): TaskState {
  return {
    name,
    functionName: String(state.Parameters?.FunctionName),
    timeoutMs: Number(state.TimeoutSeconds) * 1_000,
    waitsForToken: state.Resource === invokeAndWait,
  };
}

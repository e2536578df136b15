import {
  exitError,
  type FunctionHost,
  type HostOptions,
  startFunctionHost,
  type TopicFaults,
} from './function-host.ts';

/** A deployed function: as many containers as it has invocations at the same time, and those that are idle are used again. */
export type LambdaFunction = {
  invoke(event: object): Promise<unknown>;
  /** The next event that the special container takes, and what comes after it, goes to that. */
  prepare(special: Special): void;
  /** Of the next event the work is done, and the container dies before it answers. */
  loseAnswer(): void;
  /** Ends the container that was used last, if it waits for work. */
  killIdle(): Promise<void>;
  /** Containers that were ended by SIGKILL, and invocations so far. */
  deaths(): number;
  invocations(): number;
  output(): string;
  close(): Promise<void>;
};

/** A container that has more in its environment than the others; `fault` is text of core/fault-points.ts. */
export type Special = {
  readonly fault?: string;
  readonly topicFaults?: TopicFaults;
  readonly takes?: (event: object) => boolean;
};

export type LambdaOptions = Pick<HostOptions, 'entry' | 'env'> & {
  /** The function's time limit. */
  readonly seconds: number;
  /** Told of each container that died with an event in its hands, before the failure goes out. */
  readonly onDeath?: (event: object) => Promise<void>;
};

type Container = { readonly host: FunctionHost; readonly special?: Special };

export function lambdaFunction(options: LambdaOptions): LambdaFunction {
  const containers: Container[] = [];
  let idle: Container[] = [];
  let [deaths, invocations, answersToLose] = [0, 0, 0];
  let closing = false;
  const start = (special?: Special): Container => {
    const { fault, topicFaults } = special ?? {};
    const env = { ...options.env, ...(fault === undefined ? {} : { TRIBUTARY_FAULT: fault }) };
    const host = startFunctionHost({ entry: options.entry, env, ...(topicFaults ? { topicFaults } : {}) });
    const container: Container = { host, ...(special ? { special } : {}) };
    containers.push(container);
    void container.host.exited.then(() => {
      idle = idle.filter((other) => other !== container);
      if (!closing && container.host.signal() === 'SIGKILL') deaths += 1;
    });
    return container;
  };
  const free = (event: object): Container => {
    const takes = ({ special }: Container): boolean => special !== undefined && (special.takes?.(event) ?? true);
    // The newest of the special ones, else the one that was used last.
    const found = idle.findLast(takes) ?? idle.findLast(({ special }) => special === undefined);
    idle = idle.filter((other) => other !== found);
    return found ?? start();
  };
  const invoke = async (event: object): Promise<unknown> => {
    invocations += 1;
    const container = free(event);
    const loses = answersToLose > 0;
    if (loses) answersToLose -= 1;
    try {
      const result = await container.host.invoke(event, options.seconds * 1000);
      if (!loses) return result;
      await container.host.kill();
      throw exitError('lost', null, 'SIGKILL');
    } catch (error) {
      if (container.host.signal() !== null && !closing) await options.onDeath?.(event);
      throw error;
    } finally {
      if (container.host.signal() === null) idle.push(container);
    }
  };
  return {
    invoke,
    prepare: (special) => void idle.push(start(special)),
    loseAnswer: () => {
      answersToLose += 1;
    },
    killIdle: async () => {
      await idle.at(-1)?.host.kill();
    },
    deaths: () => deaths,
    invocations: () => invocations,
    output: () => containers.map(({ host }) => host.output()).join(''),
    close: async () => {
      closing = true;
      await Promise.all(containers.map(({ host }) => host.kill()));
    },
  };
}

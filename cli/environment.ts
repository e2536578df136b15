import path from 'node:path';
import { type Fault, faultPoints, parseFault } from '../core/fault-points.ts';
import type { Problem } from '../core/problem.ts';
import { ProblemsFound } from './problems-found.ts';

export type Variables = Readonly<Record<string, string | undefined>>;

/** Everything the command takes from environment variables. */
export type Environment = {
  /** TRIBUTARY_HOME: the data directory, absolute. */
  readonly home: string;
  /** TRIBUTARY_STAGE: a stage on AWS, to work on instead of the data directory. */
  readonly stage?: string;
  /** AWS_REGION: where the stage is; the profile says otherwise. */
  readonly region?: string;
  /** TRIBUTARY_TENANT. */
  readonly tenant: string;
  /** TRIBUTARY_KEY: encrypts the secrets; a key file in the data directory otherwise. */
  readonly key?: string;
  /** TRIBUTARY_MAX_DATABASE_MB. */
  readonly maxDatabaseMegabytes?: number;
  /** TRIBUTARY_ALLOW_HOSTS: private hosts that connectors may reach, `host` or `host:port`. */
  readonly allowHosts: readonly string[];
  /** TRIBUTARY_FAULT: where the test harness ends the process. */
  readonly fault?: Fault;
  /** TRIBUTARY_DEBUG=1: errors come with their stack. */
  readonly debug: boolean;
};

const namePattern = /^[a-z][a-z0-9-]{0,62}$/;
const hostPattern = /^(\[[0-9a-f:.]+\]|[\w.-]+)(:\d{1,5})?$/i;

type Reader = { readonly value: (name: string) => string | undefined; readonly problem: (problem: Problem) => void };

function problemAt(name: string, message: string, hint: string): Problem {
  return { file: name, line: 1, column: 1, message, hint };
}

/** Options that come before the variables. */
export type Overrides = { readonly tenant?: string; readonly stage?: string; readonly region?: string };

/** Reads and checks the variables. Throws ProblemsFound with all that is wrong. */
export function readEnvironment(variables: Variables, cwd: string, options: Overrides = {}): Environment {
  const problems: Problem[] = [];
  const reader: Reader = {
    value: (name) => (variables[name] === '' ? undefined : variables[name]),
    problem: (problem) => problems.push(problem),
  };
  const key = reader.value('TRIBUTARY_KEY');
  const megabytes = readMegabytes(reader);
  const fault = readFault(reader);
  const stage = options.stage ?? reader.value('TRIBUTARY_STAGE');
  const region = options.region ?? reader.value('AWS_REGION') ?? reader.value('AWS_DEFAULT_REGION');
  if (options.region !== undefined && stage === undefined)
    reader.problem(problemAt('--region', 'is only for a stage on AWS', 'Give --stage too.'));
  const environment: Environment = {
    home: path.resolve(cwd, reader.value('TRIBUTARY_HOME') ?? '.tributary'),
    ...(stage === undefined ? {} : { stage }),
    ...(stage === undefined || region === undefined ? {} : { region }),
    tenant: readTenant(reader, options.tenant),
    ...(key === undefined ? {} : { key }),
    ...(megabytes === undefined ? {} : { maxDatabaseMegabytes: megabytes }),
    allowHosts: readHosts(reader),
    ...(fault === undefined ? {} : { fault }),
    debug: reader.value('TRIBUTARY_DEBUG') === '1',
  };
  if (problems.length > 0) throw new ProblemsFound(problems, 'nothing was done.');
  return environment;
}

function readTenant(reader: Reader, option: string | undefined): string {
  const tenant = option ?? reader.value('TRIBUTARY_TENANT') ?? 'default';
  if (!namePattern.test(tenant)) {
    const hint = 'Lower-case letters, digits and dashes, starting with a letter, at most 63.';
    reader.problem(
      problemAt(option === undefined ? 'TRIBUTARY_TENANT' : '--tenant', `"${tenant}" is no name of a tenant`, hint),
    );
  }
  return tenant;
}

function readMegabytes(reader: Reader): number | undefined {
  const name = 'TRIBUTARY_MAX_DATABASE_MB';
  const text = reader.value(name);
  if (text === undefined) return undefined;
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  reader.problem(problemAt(name, `"${text}" is no size`, 'A whole number of megabytes from 1, such as 2000.'));
  return undefined;
}

function readHosts(reader: Reader): readonly string[] {
  const name = 'TRIBUTARY_ALLOW_HOSTS';
  const hosts = (reader.value(name) ?? '')
    .split(',')
    .map((host) => host.trim())
    .filter((host) => host !== '');
  for (const host of hosts.filter((given) => !hostPattern.test(given)))
    reader.problem(
      problemAt(name, `"${host}" is no host`, 'Hosts with or without a port, such as erp.lan,10.0.0.5:8443.'),
    );
  return hosts;
}

function readFault(reader: Reader): Fault | undefined {
  const name = 'TRIBUTARY_FAULT';
  const text = reader.value(name);
  if (text === undefined) return undefined;
  const fault = parseFault(text);
  if (fault === undefined)
    reader.problem(
      problemAt(
        name,
        `"${text}" is no fault`,
        `A point and its occurrence, such as declared:2. Points: ${faultPoints.join(', ')}, any.`,
      ),
    );
  return fault;
}

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { isNamed, messageOf } from '../../core/errors.ts';
import type { Problem } from '../../core/problem.ts';
import type { Subscription } from '../../core/subscription.ts';
import { parseYaml, type YamlSource } from '../../core/yaml-source.ts';
import { checkSubscription } from '../../distributor/check-subscription.ts';
import type { Exports } from '../../platform/ports.ts';
import type { Context } from '../context.ts';
import { fileErrorText } from '../output/file-error-text.ts';
import { ProblemsFound } from '../problems-found.ts';
import { shownPath } from '../shown-path.ts';
import { consumerTopics } from './known-topics.ts';

const notMade = 'the subscription was not made.';
/** A subscription is some lines; what is larger is another file. */
const maxBytes = 256 * 1024;

/** Reads a subscription file. Throws ProblemsFound where it cannot be read. */
export function sourceOfFile(cwd: string, file: string): YamlSource {
  const absolute = path.resolve(cwd, file);
  const shown = shownPath(cwd, absolute);
  const problem = (message: string): ProblemsFound =>
    new ProblemsFound([{ file: shown, line: 1, column: 1, message }], notMade);
  let text: string;
  try {
    text = readFileSync(absolute, 'utf8');
  } catch (error) {
    throw problem(fileErrorText(error));
  }
  if (Buffer.byteLength(text) > maxBytes) throw problem(`the file has more than ${maxBytes / 1024} KiB`);
  return parseYaml(shown, text);
}

/** Checks a subscription with all that can be said without making it. Throws ProblemsFound with every problem at once. */
export async function demandSubscriptionFile(
  { environment, tenantGiven }: Context,
  exports: Exports,
  source: YamlSource,
): Promise<Subscription> {
  const checked = checkSubscription(source, { topics: consumerTopics(), allowedHosts: environment.allowHosts });
  const more = tenantGiven ? tenantProblems(source, environment.tenant) : [];
  const problems = [...(checked.ok ? [] : checked.problems), ...more, ...(await placeProblems(source, exports))];
  if (checked.ok && problems.length === 0) return checked.value;
  throw new ProblemsFound(problems, notMade);
}

function tenantProblems(source: YamlSource, tenant: string): readonly Problem[] {
  const { tenants } = (source.value ?? {}) as { readonly tenants?: unknown };
  if (!Array.isArray(tenants) || (tenants.length === 1 && tenants[0] === tenant)) return [];
  return [
    source.problem(['tenants'], `the tenants are ${tenants.join(', ')} here and "${tenant}" on the command line`),
  ];
}

/** What the platform has against a folder. */
async function placeProblems(source: YamlSource, exports: Exports): Promise<readonly Problem[]> {
  const { name, target } = (source.value ?? {}) as {
    readonly name?: unknown;
    readonly target?: { readonly kind?: unknown; readonly path?: unknown };
  };
  if (target?.kind !== 'folder' || (target.path !== undefined && typeof target.path !== 'string')) return [];
  try {
    await exports.place(String(name), target.path);
    return [];
  } catch (error) {
    if (!isNamed(error, 'InvalidInput')) throw error;
    return [source.problem(target.path === undefined ? ['target'] : ['target', 'path'], messageOf(error))];
  }
}

import { TributaryError } from '../../core/errors.ts';
import type { Context } from '../settings.ts';
import { readImage } from './extract-container.ts';

/** What is off unless the context turns it on, and console and audit, which are on unless it turns them off. */
export type Options = {
  /** Who did what (CloudTrail), what it costs, and the saved questions to the logs. */
  readonly audit: boolean;
  readonly console: boolean;
  /** The console's own name. */
  readonly domain?: string;
  /** Whether users of the console need a second factor; where absent, they do in stages that keep their data. */
  readonly requireMfa?: boolean;
  readonly threatProtection: boolean;
  readonly vpc: boolean;
  readonly cloudMap: boolean;
  /** Connectors whose extraction runs as a container, and its image. */
  readonly containers: readonly string[];
  readonly containerImage: string;
  readonly spot: boolean;
  /** `owner/name` on GitHub, whose workflow may deploy; makes the delivery stack. */
  readonly repository?: string;
  /** Whether the account has GitHub's identity provider already: there is one per account. */
  readonly importOidcProvider: boolean;
};

const domainPattern = /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,}$/;
const repositoryPattern = /^[\w.-]+\/[\w.-]+$/;

/** Reads the options from the context (`-c vpc=true`). Throws InvalidInput with every problem at once. */
export function readOptions(context: Context, erps: readonly string[]): Options {
  const problems: string[] = [];
  const flag = (name: string, otherwise = false): boolean => {
    const value = String(context(name) ?? otherwise);
    if (value !== 'true' && value !== 'false') problems.push(`${name}: "${value}" must be true or false`);
    return value === 'true';
  };
  const text = (name: string): string => String(context(name) ?? '');
  const [domain, mfa, repository] = [text('domain'), text('mfa'), text('repository')];
  const options: Options = {
    audit: flag('audit', true),
    console: flag('console', true),
    threatProtection: flag('threatProtection'),
    vpc: flag('vpc'),
    cloudMap: flag('cloudMap'),
    containers: text('containers').split(',').filter(Boolean),
    containerImage: text('containerImage'),
    spot: flag('spot'),
    importOidcProvider: flag('importOidcProvider'),
    ...(domain === '' ? {} : { domain }),
    ...(mfa === '' ? {} : { requireMfa: mfa === 'required' }),
    ...(repository === '' ? {} : { repository }),
  };
  if (domain !== '' && !domainPattern.test(domain)) problems.push(`domain: "${domain}" must be a host name`);
  if (!['', 'required', 'optional'].includes(mfa)) problems.push(`mfa: "${mfa}" must be required or optional`);
  if (repository !== '' && !repositoryPattern.test(repository))
    problems.push(`repository: "${repository}" must be owner/name, as on GitHub`);
  problems.push(...containerProblems(options, erps));
  if (problems.length === 0) return options;
  throw new TributaryError('InvalidInput', {
    code: 'options-invalid',
    message: `The options given as context cannot be used:\n${problems.map((problem) => `  ${problem}`).join('\n')}`,
  });
}

function containerProblems({ containers, containerImage, vpc }: Options, erps: readonly string[]): string[] {
  if (containers.length === 0) return [];
  const unknown = containers.filter((name) => !erps.includes(name));
  return [
    ...unknown.map((name) => `containers: there is no connector "${name}"; there are ${erps.join(', ')}`),
    ...(vpc ? [] : ['containers: containers need the private network; add -c vpc=true']),
    ...imageProblem(containerImage),
  ];
}

function imageProblem(image: string): string[] {
  try {
    readImage(image);
    return [];
  } catch (error) {
    return [(error as Error).message];
  }
}

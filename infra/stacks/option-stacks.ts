import { type App, Aspects, type Environment } from 'aws-cdk-lib';
import { placeInNetwork } from '../options/place-in-network.ts';
import type { Options } from '../options/read-options.ts';
import { runInContainer } from '../options/run-in-container.ts';
import type { StageSettings } from '../settings.ts';
import { AuditStack } from './audit-stack.ts';
import { ConsoleStack } from './console-stack.ts';
import { CostStack } from './cost-stack.ts';
import { DeliveryStack } from './delivery-stack.ts';
import { DirectoryStack, registerErp, registerUrl } from './directory-stack.ts';
import { DomainStack } from './domain-stack.ts';
import { NetworkStack } from './network-stack.ts';
import type { StageStacks } from './stage-stacks.ts';

export type OptionStacksOptions = {
  /** What addStageStacks made. */
  readonly stacks: StageStacks;
  readonly settings: StageSettings;
  readonly options: Options;
  /** Of the product. */
  readonly version: string;
  /** As for the stage's other stacks. */
  readonly env: Environment;
};

const erpPrefix = 'TributaryErp-';

/** Adds to the stage's stacks what the context asks for; with no option these are the console and the audit. */
export function addOptionStacks(app: App, wanted: OptionStacksOptions): void {
  const { settings, options, env, stacks } = wanted;
  const { stage } = settings;
  const { core, erps } = stacks;
  if (options.audit) addAudit(app, wanted);
  const console = options.console ? addConsole(app, wanted) : undefined;
  console?.addStackDependency(core);
  if (options.vpc) {
    const network = new NetworkStack(app, 'TributaryNetwork', { stackName: `TributaryNetwork-${stage}`, stage, env });
    Aspects.of(app).add(placeInNetwork(stage, network));
  }
  for (const erp of erps) {
    const connector = erp.node.id.slice(erpPrefix.length);
    if (options.containers.includes(connector))
      runInContainer(erp, { settings, connector, image: options.containerImage, spot: options.spot });
  }
  if (options.cloudMap) addDirectory(app, wanted, console);
  if (options.repository !== undefined) addDelivery(app, wanted, options.repository);
}

function addAudit(app: App, { settings, env, stacks: { core } }: OptionStacksOptions): void {
  new AuditStack(app, 'TributaryAudit', { settings, env }).addStackDependency(core);
  const { stage, alarmAddress: address, dollarsPerMonth } = settings;
  if (address !== undefined) new CostStack(app, 'TributaryCost', { stage, address, dollarsPerMonth, env });
}

function addConsole(app: App, { settings, options, version, env }: OptionStacksOptions): ConsoleStack {
  const { domain, requireMfa = settings.keepData, threatProtection } = options;
  const console = new ConsoleStack(app, 'TributaryConsole', {
    ...{ settings, version, requireMfa, threatProtection, env },
    ...(domain === undefined ? {} : { domain }),
  });
  if (domain !== undefined) {
    const { account } = env;
    const props = { stage: settings.stage, domain, ...(account === undefined ? {} : { account }) };
    console.addStackDependency(new DomainStack(app, 'TributaryDomain', props));
  }
  return console;
}

function addDirectory(
  app: App,
  { settings: { stage }, env, stacks: { erps } }: OptionStacksOptions,
  console: ConsoleStack | undefined,
): void {
  const props = { stackName: `TributaryDirectory-${stage}`, stage, env };
  const directory = new DirectoryStack(app, 'TributaryDirectory', props);
  for (const erp of erps) {
    registerErp(erp, stage, erp.node.id.slice(erpPrefix.length));
    erp.addStackDependency(directory);
  }
  if (!console) return;
  registerUrl(console, stage, 'api', console.apiUrl);
  console.addStackDependency(directory);
}

function addDelivery(app: App, { settings: { stage }, options, env }: OptionStacksOptions, repository: string): void {
  new DeliveryStack(app, 'TributaryDelivery', {
    ...{ stackName: `TributaryDelivery-${stage}`, stage, repository, env },
    importProvider: options.importOidcProvider,
  });
}

import type { App, Environment } from 'aws-cdk-lib';
import { acknowledgeFindings } from '../acknowledgements.ts';
import { monitorCore } from '../monitoring/monitor-stage.ts';
import type { StageSettings } from '../settings.ts';
import { AuditStack } from './audit-stack.ts';
import { CoreStack } from './core-stack.ts';
import { CostStack } from './cost-stack.ts';
import { ErpStack } from './erp-stack.ts';

export type StageStacksOptions = {
  readonly settings: StageSettings;
  /** Folders of the catalogue. */
  readonly erps: readonly string[];
  /** Account and region; the table's key has to know the region. */
  readonly env: Environment;
};

export type StageStacks = { readonly core: CoreStack; readonly erps: readonly ErpStack[] };

/**
 * The stacks of one stage: the core, and after it one per ERP and the audit; the cost, where somebody is to be told of it.
 * Construct ids are the same in every stage.
 */
export function addStageStacks(app: App, { settings, erps, env }: StageStacksOptions): StageStacks {
  const props = { settings, env };
  const core = new CoreStack(app, 'TributaryCore', props);
  monitorCore(core, settings);
  const made = erps.map((connector) => new ErpStack(app, `TributaryErp-${connector}`, { ...props, connector }));
  const audit = new AuditStack(app, 'TributaryAudit', props);
  for (const stack of [...made, audit]) stack.addStackDependency(core);
  const { stage, alarmAddress: address, dollarsPerMonth } = settings;
  if (address !== undefined) new CostStack(app, 'TributaryCost', { stage, address, dollarsPerMonth, env });
  acknowledgeFindings(app);
  return { core, erps: made };
}

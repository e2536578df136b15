import type { App, Environment } from 'aws-cdk-lib';
import { acknowledgeFindings } from '../acknowledgements.ts';
import { monitorCore } from '../monitoring/monitor-stage.ts';
import type { StageSettings } from '../settings.ts';
import { CoreStack } from './core-stack.ts';
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
 * The stacks of one stage without its options: the core, and one per ERP that is deployed after it.
 * Construct ids are the same in every stage.
 */
export function addStageStacks(app: App, { settings, erps, env }: StageStacksOptions): StageStacks {
  const props = { settings, env };
  const core = new CoreStack(app, 'TributaryCore', props);
  monitorCore(core, settings);
  const made = erps.map((connector) => new ErpStack(app, `TributaryErp-${connector}`, { ...props, connector }));
  for (const erp of made) erp.addStackDependency(core);
  acknowledgeFindings(app);
  return { core, erps: made };
}

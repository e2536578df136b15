import { readFileSync } from 'node:fs';
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { listErps } from './erps.ts';
import { readOptions } from './options/read-options.ts';
import { readSettings } from './settings.ts';
import { addOptionStacks } from './stacks/option-stacks.ts';
import { addStageStacks } from './stacks/stage-stacks.ts';

const app = new App();
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
const context = (key: string): unknown => app.node.tryGetContext(key);
const erps = listErps();
const settings = readSettings(context);
const options = readOptions(context, erps);
const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};
// Set by the CDK's command line from the credentials and the region in use.
const { CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region } = process.env;
const env = { ...(account ? { account } : {}), ...(region ? { region } : {}) };
const stacks = addStageStacks(app, { settings, erps, env });
addOptionStacks(app, { stacks, settings, options, version, env });
app.synth();

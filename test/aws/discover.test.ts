import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { expect, test } from '@jest/globals';
import { clientOptions } from '../../platform/aws/client-options.ts';
import { discoverDeployment, findErp, listErps } from '../../platform/aws/discover.ts';
import { preflight } from '../../platform/aws/preflight.ts';
import { emulatorAccount, emulatorRegion } from '../support/emulator.ts';
import { makeStage } from '../support/hand-made-stage.ts';
import { onEmulators } from '../support/on-emulators.ts';

async function put(name: string, value: string, region = emulatorRegion): Promise<void> {
  const ssm = new SSMClient(clientOptions(region));
  await ssm.send(new PutParameterCommand({ Name: name, Value: value, Type: 'String', Overwrite: true }));
  ssm.destroy();
}

onEmulators(['ministack'], () => {
  test('finds a stage in the region of AWS_REGION, and not in another', async () => {
    const { deployment } = await makeStage('found', []);
    expect(await discoverDeployment({ stage: 'found' })).toEqual(deployment);
    await expect(discoverDeployment({ stage: 'found', region: 'us-east-1' })).rejects.toMatchObject({
      name: 'NotFound',
      code: 'stage-missing',
      message: expect.stringMatching(/^Stage found is not deployed in us-east-1\./),
    });
  });

  test('finds the stacks of ERPs, more than one page of them', async () => {
    const { deployErp } = await makeStage('erps', []);
    const first = await deployErp('demo-odata');
    const names = Array.from({ length: 24 }, (_, index) => `erp-${10 + index}`);
    for (const connector of names)
      await put(`/tributary/erps/erp/${connector}`, JSON.stringify({ ...first, connector }));
    const ssm = new SSMClient(clientOptions(emulatorRegion));
    expect(await findErp(ssm, 'erps', 'demo-odata')).toEqual(first);
    expect((await listErps(ssm, 'erps')).map(({ connector }) => connector)).toEqual(['demo-odata', ...names]);
    expect(await listErps(ssm, 'other')).toEqual([]);
    for (const unknown of ['visma', '', '../core', 'Visma'])
      await expect(findErp(ssm, 'erps', unknown)).rejects.toMatchObject({
        name: 'NotFound',
        code: 'erp-stack-missing',
      });
    ssm.destroy();
  });

  test('preflight asks for a bootstrap of the region that is deployed to', async () => {
    const missing = (region: string): object => ({
      name: 'InvalidInput',
      code: 'bootstrap-missing',
      message: expect.stringMatching(new RegExp(`npx cdk bootstrap aws://${emulatorAccount}/${region}$`)),
    });
    await expect(preflight({ stage: 'dev' })).rejects.toMatchObject(missing(emulatorRegion));
    await put('/cdk-bootstrap/hnb659fds/version', '20');
    await expect(preflight({ stage: 'dev' })).rejects.toMatchObject(missing(emulatorRegion));
    await put('/cdk-bootstrap/hnb659fds/version', '28');
    expect(await preflight({ stage: 'dev' })).toEqual({ account: emulatorAccount, region: emulatorRegion });
    await expect(preflight({ stage: 'dev', region: 'us-east-1' })).rejects.toMatchObject(missing('us-east-1'));
  });
});

import { randomUUID } from 'node:crypto';
import { CreateTableCommand, DeleteTableCommand } from '@aws-sdk/client-dynamodb';
import { openTable, type Table } from '../../platform/aws/table.ts';
import { type Emulator, emulatorRegion } from './emulator.ts';

/** Lets every SDK client that this process makes from now on talk to the emulator. */
export function useEmulator(emulator: Emulator): void {
  Object.assign(process.env, emulator.env);
}

/** A fresh table with the key schema of the deployed one. Call useEmulator first. */
export async function freshTable(): Promise<{ readonly table: Table; remove(): Promise<void> }> {
  const table = openTable(emulatorRegion, `tributary-test-${randomUUID()}`);
  await table.client.send(
    new CreateTableCommand({
      TableName: table.name,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ],
    }),
  );
  return {
    table,
    remove: async () => {
      await table.client.send(new DeleteTableCommand({ TableName: table.name }));
      table.client.destroy();
    },
  };
}

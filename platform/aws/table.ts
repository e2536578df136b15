import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { clientOptions } from './client-options.ts';

/**
 * The one table of a stage: string keys `pk` and `sk`, no indexes, and `expiresAt` (seconds since 1970) as its time to
 * live. Each adapter keeps its rows under prefixes of its own.
 */
export type Table = { readonly client: DynamoDBDocumentClient; readonly name: string };

export function openTable(region: string, name: string): Table {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(clientOptions(region)), {
    marshallOptions: { removeUndefinedValues: true },
  });
  return { client, name };
}

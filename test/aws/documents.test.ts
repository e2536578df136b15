import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { awsDocuments } from '../../platform/aws/documents.ts';
import { documentsContract } from '../contract/documents.contract.ts';
import { freshTable } from '../support/aws-table.ts';
import { onEmulators } from '../support/on-emulators.ts';

/** A value that does not get smaller than about `bytes`. */
const noise = (bytes: number): object => ({ text: randomBytes(bytes).toString('base64') });

onEmulators(['ministack', 'moto'], (emulator) => {
  documentsContract(emulator, async () => {
    const { table, remove } = await freshTable();
    return { documents: awsDocuments(table), passTime: async () => undefined, dispose: remove };
  });

  const withDocuments = (body: (documents: ReturnType<typeof awsDocuments>) => Promise<void>) => async () => {
    const { table, remove } = await freshTable();
    try {
      await body(awsDocuments(table));
    } finally {
      await remove();
    }
  };

  test(
    'keeps large documents compressed, and refuses one that no row can hold',
    withDocuments(async (documents) => {
      const value = { text: 'a record that repeats '.repeat(50_000) };
      await documents.put('t', 'c', 'x', value);
      expect(await documents.get('t', 'c', 'x')).toEqual({ id: 'x', value, version: 1 });
      const small = { text: 'small again' };
      await documents.put('t', 'c', 'x', small);
      expect(await documents.get('t', 'c', 'x')).toEqual({ id: 'x', value: small, version: 2 });
      const tooLarge = documents.put('t', 'c', 'x', noise(600_000));
      await expect(tooLarge).rejects.toMatchObject({ name: 'InvalidInput', code: 'value-too-large' });
    }),
  );

  test(
    'lists more documents than one answer of DynamoDB holds',
    withDocuments(async (documents) => {
      const ids = ['1', '2', '3', '4', '5'];
      for (const id of ids) await documents.put('t', 'c', id, noise(300_000));
      expect((await documents.list('t', 'c')).map(({ id }) => id)).toEqual(ids);
      expect(await documents.count('t', 'c')).toBe(5);
    }),
  );

  test(
    'ids longer than a key of DynamoDB are kept apart and in their place',
    withDocuments(async (documents) => {
      const long = `main/parties/${'ä'.repeat(600)}`;
      const ids = [`${long}1`, `${long}2`];
      for (const id of ids) await documents.put('t', 'c', id, { id });
      await documents.put('t', 'c', 'main/aaa', {});
      await documents.put('t', 'c', 'main/z', {});
      for (const id of ids) expect(await documents.get('t', 'c', id)).toEqual({ id, value: { id }, version: 1 });
      const listed = (await documents.list('t', 'c', { prefix: 'main/' })).map(({ id }) => id);
      expect(listed).toHaveLength(4);
      expect([listed[0], listed[3]]).toEqual(['main/aaa', 'main/z']);
      expect([...listed.slice(1, 3)].sort()).toEqual(ids);
      await documents.delete('t', 'c', `${long}1`);
      expect(await documents.count('t', 'c', 'main/parties/')).toBe(1);
    }),
  );
});

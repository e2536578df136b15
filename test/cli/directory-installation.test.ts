import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { directoryInstallation } from '../../cli/directory-installation.ts';
import { type Embedded, openEmbedded } from '../../infra/embedded.ts';
import { temporaryDirectories } from '../support/temporary-directory.ts';

const temporary = temporaryDirectories();
let embedded: Embedded;
let home: string;

beforeEach(async () => {
  home = temporary();
  embedded = await openEmbedded({ home });
});
afterEach(() => embedded.close());

describe('a data directory', () => {
  test('is worked on by this process once it has been asked to', async () => {
    const { place, worker, workHere } = directoryInstallation(embedded);
    expect(place).toEqual({ kind: 'directory', home });
    expect(worker()).toBeUndefined();
    const working = await workHere();
    expect(worker()).toMatchObject({ kind: 'process', pid: process.pid });
    expect(await workHere()).toBeUndefined();
    await working?.stop();
    expect(worker()).toBeUndefined();
  });

  test('needs no stack', async () => {
    expect(await directoryInstallation(embedded).missingStack('anything')).toBeUndefined();
  });

  test('shows the history of a topic, and what comes after it', async () => {
    const publish = (id: string, tenant = 'acme'): Promise<unknown> =>
      embedded.platform.topics.publish('information.party', [{ id, body: '{}', attributes: { tenant } }]);
    for (const id of ['a', 'b', 'c']) await publish(id);
    await publish('of somebody else', 'other');
    const tail = await directoryInstallation(embedded).tail('information.party', 'acme', 2);
    expect(tail.latest?.map((message) => message.id)).toEqual(['b', 'c']);
    await publish('also of somebody else', 'other');
    await publish('d');
    expect((await tail.next(new AbortController().signal)).map((message) => message.id)).toEqual(['d']);
    expect(await tail.next(AbortSignal.abort())).toEqual([]);
    await tail.close();
  });
});

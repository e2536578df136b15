import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { compileExtension, type ExtensionArtefact } from '../../core/extension/model.ts';
import { type Embedded, openEmbedded } from '../../infra/embedded.ts';
import { getExtension, ownEntities, presentExtension, registerExtension } from '../../platform/extensions.ts';
import type { Platform } from '../../platform/ports.ts';
import { temporaryDirectories } from '../support/temporary-directory.ts';

const temporary = temporaryDirectories();
const now = new Date('2026-11-21T12:00:00Z');
let embedded: Embedded;
let platform: Platform;

beforeEach(async () => {
  embedded = await openEmbedded({ home: temporary() });
  platform = embedded.platform;
});
afterEach(() => embedded.close());

type Parts = Partial<Omit<ExtensionArtefact, 'digest'>>;

const mappingTo = (entity: string, more = ''): ExtensionArtefact['streams'][string] => ({
  mapping: { file: 'm.yaml', text: `entities: [{ entity: ${entity}, fields: { a: A } }]${more}` },
});
const parts: Required<Parts> = {
  fields: { project: { properties: { a: {} } } },
  entities: { tool: { properties: { a: {} } } },
  streams: { 'erp/projects': mappingTo('project'), 'erp/tools': mappingTo('tool') },
};
const register = (changed: Parts, tenant = 'a'): ReturnType<typeof registerExtension> =>
  registerExtension(platform, tenant, compileExtension({ ...parts, ...changed }), now);
const versions = async (changed: Parts): Promise<object> => (await register(changed)).registration.mappingVersions;

test('the version of a stream grows with what decides its entities, and with nothing else', async () => {
  expect(await versions({})).toEqual({ 'erp/projects': 1, 'erp/tools': 1 });
  expect((await register({})).isNew).toBe(false);
  const tool = { properties: { a: {}, b: {} } };
  expect(await versions({ entities: { tool } })).toEqual({ 'erp/projects': 1, 'erp/tools': 2 });
  const streams = { ...parts.streams, 'erp/projects': mappingTo('project', ' # mended') };
  expect(await versions({ entities: { tool }, streams })).toEqual({ 'erp/projects': 2, 'erp/tools': 2 });
  // An older text is a change like any other, and so is that a stream is extended no more, or again.
  expect(await versions({})).toEqual({ 'erp/projects': 3, 'erp/tools': 3 });
  expect(await versions({ streams: {} })).toEqual({ 'erp/projects': 4, 'erp/tools': 4 });
  expect(await versions({})).toEqual({ 'erp/projects': 5, 'erp/tools': 5 });
});

test('a registration stays what it was, for the runs that are pinned to it', async () => {
  const { registration } = await register({});
  await register({ entities: {} });
  const first = await getExtension(platform, { tenant: 'a', number: 1 });
  expect(first).toEqual({ registration, artefact: compileExtension(parts) });
  expect(await presentExtension(platform, 'a')).toMatchObject({ number: 2 });
  expect(await ownEntities(platform, 'a')).toEqual([]);
});

test('belongs to its tenant alone', async () => {
  await register({});
  expect(await ownEntities(platform, 'a')).toEqual(['tool']);
  expect(await presentExtension(platform, 'b')).toBeUndefined();
  expect(await ownEntities(platform, 'b')).toEqual([]);
  await expect(getExtension(platform, { tenant: 'b', number: 1 })).rejects.toMatchObject({ code: 'extension-unknown' });
});

test('of two that register at the same time, the later one is told', async () => {
  const { documents, blobs } = platform;
  const meanwhile: Platform['documents'] = {
    ...documents,
    get: async (...of) => {
      const found = await documents.get(...of);
      // After this one has looked, and before it writes.
      await register({ fields: {} });
      return found;
    },
  };
  const late = registerExtension({ documents: meanwhile, blobs }, 'a', compileExtension(parts), now);
  await expect(late).rejects.toMatchObject({ code: 'registered-concurrently' });
  expect(await presentExtension(platform, 'a')).toMatchObject({ number: 1 });
  // The number that the late one took is never given again.
  expect((await register({})).registration.number).toBe(3);
});

test('an artefact that is damaged or gone is named', async () => {
  const { registration } = await register({});
  const key = `artefacts/${registration.digest}.json`;
  await platform.blobs.put(key, new TextEncoder().encode('{"fields":{},"entities":{},"streams":{},"digest":"x"}'));
  await expect(getExtension(platform, registration)).rejects.toMatchObject({ code: 'extension-damaged' });
  await platform.blobs.delete(key);
  await expect(getExtension(platform, registration)).rejects.toMatchObject({ code: 'artefact-missing' });
  // Added again, it is there again.
  expect((await register({})).isNew).toBe(false);
  expect(await ownEntities(platform, 'a')).toEqual(['tool']);
});

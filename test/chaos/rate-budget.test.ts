import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { startNordicSimulator } from '../../demo/nordic/simulator.ts';
import { connectorCopy } from '../support/connector-copy.ts';
import { fullestWindow } from '../support/fullest-window.ts';
import { catalogueFolder } from '../support/pipeline.ts';
import { temporaryDirectories } from '../support/temporary-directory.ts';
import { extractTogether } from './support/extract-together.ts';
import { limitedErp } from './support/limited-erp.ts';

const limit = { requests: 25, perMs: 5_000 };
const seconds = 60;
const measuredSeconds = 59;
const possible = (limit.requests * measuredSeconds * 1_000) / limit.perMs;

const { folder, edit } = connectorCopy();
const newDirectory = temporaryDirectories();

function editConnector(): void {
  edit(
    'connector.yaml',
    [
      'kind: basic\n  username: "{username}"\n  password: "{password}"',
      'kind: oauth2-client-credentials\n  tokenUrl: /oauth/token\n  clientId: "{username}"\n  clientSecret: "{password}"',
    ],
    [
      'rateLimit: { scope: connection, requests: 50, per: 1s, concurrency: 4 }',
      'rateLimit: { scope: connector, requests: 25, per: 5s }',
    ],
  );
}

/** A copy of demo-nordic that reads small pages, so that there is a minute's worth of them. */
function smallPages(): string {
  const copy = join(newDirectory(), 'demo-nordic');
  cpSync(join(catalogueFolder, 'demo-nordic'), copy, { recursive: true });
  const file = join(copy, 'connector.yaml');
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll('pageSize: 500, overlap: 10', 'pageSize: 20, overlap: 1'));
  return copy;
}

test('two processes and four connections share one limit: never more in any window, and nine tenths are used', async () => {
  editConnector();
  await using erp = await limitedErp();
  const pages = await extractTogether({
    ...{ folder: folder(), url: erp.url, seconds, streams: ['business-partners', 'projects'] },
    connections: ['north', 'south', 'east', 'west'].map((name) => ({
      ...{ name, parameters: { username: `client-${name}` }, secrets: { password: 'demo-only' } },
    })),
  });
  const times = erp.arrivals.map(({ at }) => at);
  const begin = times[0] ?? 0;
  const used = times.filter((at) => at < begin + measuredSeconds * 1_000).length;
  const fullest = fullestWindow(times, limit.perMs);
  const share = [...Map.groupBy(erp.arrivals, ({ client }) => client).values()].map((list) => list.length);
  console.log(JSON.stringify({ requests: times.length, fullest, usedPercent: (100 * used) / possible, share, pages }));
  expect(fullest).toBeLessThanOrEqual(limit.requests);
  expect(used).toBeGreaterThanOrEqual(0.9 * possible);
  // Who asks more quickly finds more of what is free; but everybody has a turn before anybody has two.
  expect(Math.min(...share)).toBeGreaterThan(times.length / share.length / 2);
  // One refresh of a token at a time, and none that was not needed: a token of 6 s is used for 3.
  for (const [, list] of Map.groupBy(erp.refreshes, ({ client }) => client)) {
    const sorted = [...list].sort((a, b) => a.begun - b.begun);
    for (const [index, { begun }] of sorted.entries())
      expect(begun).toBeGreaterThanOrEqual((sorted[index - 1]?.ended ?? -Infinity) + 2_000);
    expect(list.length).toBeLessThanOrEqual(seconds / 3 + 1);
  }
});

test('the Nordic ERP, whose companies share one limit, refuses nothing and is used to nine tenths', async () => {
  const companies = [1, 2, 3, 4];
  const rows = { customers: 1_600, suppliers: 1_600 };
  const erp = await startNordicSimulator({ rows, companies: companies.length, tokenSeconds: 10 });
  try {
    const pages = await extractTogether({
      ...{ folder: smallPages(), url: erp.url, seconds, streams: ['customers', 'suppliers'] },
      connections: companies.map((company) => {
        const { clientId, clientSecret } = erp.client(company);
        return { name: `company-${company}`, parameters: { clientId }, secrets: { clientSecret } };
      }),
    });
    const { greatest, refused, requests, spanMs } = erp.window();
    console.log(JSON.stringify({ greatest, refused, requests, spanMs, tokens: erp.tokens(), pages }));
    expect(greatest).toBeLessThanOrEqual(limit.requests);
    expect(refused).toBe(0);
    expect(requests).toBeGreaterThanOrEqual((0.9 * limit.requests * spanMs) / limit.perMs);
    expect(spanMs).toBeGreaterThan(50_000);
    // A token of 10 s is used for 5, by both processes.
    expect(erp.tokens().issued).toBeLessThanOrEqual(companies.length * (seconds / 5 + 1));
  } finally {
    await erp.stop();
  }
});

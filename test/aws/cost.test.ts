import { expect, test } from '@jest/globals';
import { costReport, isWithin } from '../../bench/cost/main.ts';
import { useEmulator } from '../support/aws-table.ts';
import { startMiniStack } from '../support/emulator.ts';
import { whyNoPython } from '../support/python-tool.ts';

const missing = whyNoPython();
if (missing !== undefined) console.warn(`skipped: ${missing}`);

/** The budgets are bench/cost/budget.json; `npm run bench:cost` says what the money goes to. */
(missing === undefined ? test : test.skip)(
  'a million records cost no more than they did',
  async () => {
    const emulator = await startMiniStack();
    try {
      useEmulator(emulator);
      const { initial, unchanged, unchangedAtWorst } = await costReport(4_000, () => undefined);
      const dear = Object.entries({ initial, unchanged, unchangedAtWorst }).filter(([, figure]) => !isWithin(figure));
      expect(dear.map(([name, { dollarsPerMillion, budget }]) => ({ name, dollarsPerMillion, budget }))).toEqual([]);
    } finally {
      await emulator.stop();
    }
  },
  300_000,
);

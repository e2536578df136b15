import { afterAll, beforeAll, describe } from '@jest/globals';
import { useEmulator } from './aws-table.ts';
import { type Emulator, startMiniStack, startMoto } from './emulator.ts';
import { whyNoPython } from './python-tool.ts';

const starters = { ministack: startMiniStack, moto: startMoto };
const reason = whyNoPython();

/** Declares a suite once per emulator, which runs while the suite does; skipped, with the reason, where it cannot run. */
export function onEmulators(names: readonly Emulator['name'][], suite: (name: Emulator['name']) => void): void {
  for (const name of names) {
    if (reason !== undefined) describe.skip(`${name}: ${reason}`, () => suite(name));
    else
      describe(name, () => {
        let emulator: Emulator | undefined;
        beforeAll(async () => {
          emulator = await starters[name]();
          useEmulator(emulator);
        }, 300_000);
        afterAll(() => emulator?.stop());
        suite(name);
      });
  }
}

import config from './jest.config.mjs';

/** Suites against emulators of AWS (MiniStack and moto, from PyPI): slower, and not part of `npm test`. */
export default {
  ...config,
  testMatch: ['<rootDir>/test/aws/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 120_000,
};

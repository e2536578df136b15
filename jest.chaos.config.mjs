import config from './jest.config.mjs';

/** What takes minutes: rates over real time, processes that are killed again and again, a day of runs. One at a time. */
export default {
  ...config,
  testMatch: ['<rootDir>/test/chaos/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 1_800_000,
  maxWorkers: 1,
};

import config from './jest.config.mjs';

/** Suites that install other people's servers: slower, and not part of `npm test`. */
export default {
  ...config,
  testMatch: ['<rootDir>/test/interop/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 120_000,
};

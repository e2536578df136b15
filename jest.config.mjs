export default {
  testEnvironment: 'node',
  transform: {},
  extensionsToTreatAsEsm: ['.ts'],
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/interop/', '<rootDir>/test/aws/', '<rootDir>/test/chaos/'],
  modulePathIgnorePatterns: ['<rootDir>/.tributary'],
  testTimeout: 30_000,
  maxWorkers: 2,
};

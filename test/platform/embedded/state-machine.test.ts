import { describe, expect, test } from '@jest/globals';
import { checkMachine } from '../../../platform/embedded/state-machine.ts';
import { tokenMachine, workMachine } from '../../contract/state-machines.ts';

const task = {
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Parameters: { FunctionName: 'work', Payload: {} },
  TimeoutSeconds: 10,
  End: true,
};
const machine = (state: object): object => ({ StartAt: 'A', States: { A: state } });

describe('checkMachine', () => {
  test('finds the tasks of all levels', () => {
    expect(checkMachine(workMachine, ['list', 'work', 'report']).tasks.map(({ name }) => name)).toEqual([
      'List',
      'Work',
      'Report',
    ]);
    expect(checkMachine(tokenMachine, ['settle']).tasks).toEqual([
      { name: 'Settle', functionName: 'settle', timeoutMs: 60_000, waitsForToken: true },
    ]);
  });

  test.each([
    ['no TimeoutSeconds', machine({ ...task, TimeoutSeconds: undefined }), 'state A has no TimeoutSeconds'],
    ['another service', machine({ ...task, Resource: 'arn:aws:states:::sns:publish' }), 'only arn:aws:states:::lambda'],
    ['a placeholder', machine({ ...task, Parameters: { FunctionName: `\${Work}` } }), 'none of the functions work'],
    ['no function', machine({ ...task, Parameters: {} }), 'none of the functions work'],
    ['a long wait', machine({ Type: 'Wait', Seconds: 2_592_000, End: true }), 'waits longer than 24 days'],
    ['JSONata', { QueryLanguage: 'JSONata', ...machine(task) }, 'write JSONPath'],
    ['a state that does not exist', { ...machine(task), StartAt: 'B' }, 'cannot be run'],
    ['a path that cannot be read', machine({ ...task, ResultPath: 'nonsense' }), 'cannot be run'],
    [
      'a name used twice',
      {
        StartAt: 'A',
        States: { A: { Type: 'Map', End: true, ItemProcessor: machine({ Type: 'Pass', End: true }) } },
      },
      'state A exists twice',
    ],
  ])('refuses %s', (_what, definition, message) => {
    const check = (): unknown => checkMachine(definition, ['work']);
    expect(check).toThrow(expect.objectContaining({ name: 'InvalidInput', code: 'state-machine-invalid' }));
    expect(check).toThrow(message);
  });
});

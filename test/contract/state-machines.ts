const invoke = 'arn:aws:states:::lambda:invoke';

/** List → Map { Work, with a Catch } → Report, with a retry by name in List. Report ends it. */
export const workMachine: object = {
  StartAt: 'List',
  States: {
    List: {
      Type: 'Task',
      Resource: invoke,
      Parameters: { FunctionName: 'list', Payload: { 'input.$': '$' } },
      ResultSelector: { 'items.$': '$.Payload.items' },
      TimeoutSeconds: 10,
      Retry: [{ ErrorEquals: ['ErpUnavailable'], IntervalSeconds: 1, MaxAttempts: 2, JitterStrategy: 'FULL' }],
      Next: 'Items',
    },
    Items: {
      Type: 'Map',
      ItemsPath: '$.items',
      MaxConcurrency: 2,
      ItemSelector: { 'item.$': '$$.Map.Item.Value' },
      ItemProcessor: {
        ProcessorConfig: { Mode: 'INLINE' },
        StartAt: 'Work',
        States: {
          Work: {
            Type: 'Task',
            Resource: invoke,
            Parameters: { FunctionName: 'work', Payload: { 'item.$': '$.item' } },
            TimeoutSeconds: 10,
            ResultPath: null,
            Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'Missed' }],
            Next: 'Done',
          },
          Done: { Type: 'Pass', Parameters: { 'item.$': '$.item', ok: true }, End: true },
          Missed: { Type: 'Pass', Parameters: { 'item.$': '$.item', ok: false, 'error.$': '$.error' }, End: true },
        },
      },
      ResultPath: '$.results',
      Next: 'Report',
    },
    Report: {
      Type: 'Task',
      Resource: invoke,
      Parameters: {
        FunctionName: 'report',
        Payload: { 'execution.$': '$$.Execution.Name', 'results.$': '$.results' },
      },
      TimeoutSeconds: 10,
      OutputPath: '$.Payload',
      End: true,
    },
  },
};

/** Settle waits for its token; a failed one ends in a Fail state with the same error. */
export const tokenMachine: object = {
  StartAt: 'Settle',
  States: {
    Settle: {
      Type: 'Task',
      Resource: `${invoke}.waitForTaskToken`,
      Parameters: { FunctionName: 'settle', Payload: { 'run.$': '$.run', 'token.$': '$$.Task.Token' } },
      TimeoutSeconds: 60,
      ResultPath: '$.settlement',
      Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'Failed' }],
      End: true,
    },
    Failed: { Type: 'Fail', ErrorPath: '$.error.Error', CausePath: '$.error.Cause' },
  },
};

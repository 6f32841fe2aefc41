import { taskQueues, taskQueuesBeside, taskQueuesEnding } from '../../workflows/contract';

it.each(['', '-of-a-test', '-calls', 'campaigns'])(
  'a workflow knows, by the queue that it runs on, every queue that ends in "%s"',
  (ending) => {
    const ours = taskQueuesEnding(ending);
    for (const own of [ours.campaigns, ours.calls]) expect(taskQueuesBeside(own)).toEqual(ours);
  },
);

it('in production queues are named for what they do', () => {
  expect(taskQueues).toEqual({
    campaigns: 'campaigns',
    dispatch: 'dispatch',
    analyses: 'campaigns-analyses',
    calls: 'calls',
  });
});

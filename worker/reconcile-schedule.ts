import { type Client, ScheduleAlreadyRunning, ScheduleOverlapPolicy } from '@temporalio/client';
import { RECONCILE_SCHEDULE_ID, type TaskQueues, workflowTypes } from '../workflows/contract';

/** Makes sure that the reconciler runs every minute. Any number of workers may call this. */
export async function ensureReconcileSchedule(client: Client, taskQueues: TaskQueues): Promise<void> {
  try {
    await client.schedule.create({
      scheduleId: RECONCILE_SCHEDULE_ID,
      // A stalled campaign is found within a minute; comparing one takes two milliseconds.
      spec: { intervals: [{ every: '1m' }] },
      // Rounds missed while no server ran are not repeated: the next one sees everything.
      // Without a schedule, Temporal may have lost everything else too: the first round starts at once to find out.
      state: { triggerImmediately: true },
      policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '10s' },
      action: {
        type: 'startWorkflow',
        workflowType: workflowTypes.reconcile,
        workflowId: RECONCILE_SCHEDULE_ID,
        taskQueue: taskQueues.campaigns,
        workflowRunTimeout: '30m',
      },
    });
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error;
  }
}

import { reconciling } from './activity-options';
import { type TaskQueues } from './contract';
import { type Reconciliation } from '../activities/reconcile';

/**
 * Compares what is stored with what runs, and mends what nobody else notices. Started every minute by the Schedule
 * `ringmaster-reconcile`. Hears nothing, carries nothing; ends with what it found.
 */
export async function reconcileWorkflow(taskQueues: TaskQueues): Promise<Reconciliation> {
  return reconciling(taskQueues).reconcileCampaigns({ taskQueues });
}

import { reconciling } from './activity-options';
import { type Reconciliation, type TaskQueues } from './contract';
import { checkReconcileInput } from './inputs';

/**
 * Compares what is stored with what runs, and mends what nobody else notices. Started every minute by the Schedule
 * `ringmaster-reconcile`. Hears nothing, carries nothing; ends with what it found.
 */
export async function reconcileWorkflow(taskQueues: TaskQueues): Promise<Reconciliation> {
  checkReconcileInput(taskQueues);
  return reconciling(taskQueues).reconcileCampaigns({ taskQueues });
}

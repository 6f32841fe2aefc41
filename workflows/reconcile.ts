import { reconcileCampaigns } from './activity-options';
import { type Reconciliation } from './contract';

/**
 * Compares what is stored with what runs, and mends what nobody else notices. Started every minute by the Schedule
 * `ringmaster-reconcile`. Takes, hears and carries nothing; ends with what it found.
 */
export async function reconcileWorkflow(): Promise<Reconciliation> {
  return reconcileCampaigns();
}

import { reconcileCampaigns } from './activity-options';
import { type Reconciliation } from './contract';

/**
 * Compares what is stored with what runs, and mends what no other part notices. The Schedule `ringmaster-reconcile`
 * starts it every minute. It has no input, handles no messages and carries nothing; it returns what it found.
 */
export async function reconcileWorkflow(): Promise<Reconciliation> {
  return reconcileCampaigns();
}

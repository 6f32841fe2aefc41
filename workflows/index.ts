/**
 * Every function exported here is registered as a workflow under its name. Export only workflows, and never rename one.
 */
export { callWorkflow } from './call';
export { campaignWorkflow } from './campaign';
export { campaignCommandWorkflow } from './campaign-command';
export { inCallOptOutWorkflow } from './in-call-opt-out';
export { providerWorkflow } from './provider';
export { reconcileWorkflow } from './reconcile';

/** Our workflows, each with one change that a running execution cannot survive: replaying them must fail. */
import { sleep } from '@temporalio/workflow';
import * as today from '../../../workflows';

export async function callWorkflow(
  ...args: Parameters<typeof today.callWorkflow>
): ReturnType<typeof today.callWorkflow> {
  await sleep('1s');
  return today.callWorkflow(...args);
}

export async function campaignWorkflow(
  ...args: Parameters<typeof today.campaignWorkflow>
): ReturnType<typeof today.campaignWorkflow> {
  await sleep('1s');
  return today.campaignWorkflow(...args);
}

export async function campaignCommandWorkflow(
  ...args: Parameters<typeof today.campaignCommandWorkflow>
): ReturnType<typeof today.campaignCommandWorkflow> {
  await sleep('1s');
  return today.campaignCommandWorkflow(...args);
}

export async function inCallOptOutWorkflow(
  ...args: Parameters<typeof today.inCallOptOutWorkflow>
): ReturnType<typeof today.inCallOptOutWorkflow> {
  await sleep('1s');
  return today.inCallOptOutWorkflow(...args);
}

export async function reconcileWorkflow(
  ...args: Parameters<typeof today.reconcileWorkflow>
): ReturnType<typeof today.reconcileWorkflow> {
  await sleep('1s');
  return today.reconcileWorkflow(...args);
}

export async function providerWorkflow(
  ...args: Parameters<typeof today.providerWorkflow>
): ReturnType<typeof today.providerWorkflow> {
  await sleep('1s');
  return today.providerWorkflow(...args);
}

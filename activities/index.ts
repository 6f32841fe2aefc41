/** The activities, grouped by the task queue whose workers host them. */
import { createAnalyzingActivities } from './analysis/analyzing';
import { createCallActivities } from './calls/calls';
import { createCircuitActivities } from './providers/circuit';
import { createCommandActivities } from './campaigns/commands';
import { createInCallOptOutActivities } from './calls/in-call-opt-outs';
import { createControlActivities } from './campaigns/control';
import { type ActivityDeps } from './ports/deps';
import { createDispatchActivities } from './dialling/dispatch';
import { checked } from './inputs';
import { createReconcileActivities } from './recovery/reconcile';

export type ControlActivities = ReturnType<typeof createControlActivities>;
export type CommandActivities = ReturnType<typeof createCommandActivities>;
export type DispatchActivities = ReturnType<typeof createDispatchActivities>;
export type ReconcileActivities = ReturnType<typeof createReconcileActivities>;
export type CallActivities = ReturnType<typeof createCallActivities>;
export type AnalyzingActivities = ReturnType<typeof createAnalyzingActivities>;
export type InCallOptOutActivities = ReturnType<typeof createInCallOptOutActivities>;
export type CircuitActivities = ReturnType<typeof createCircuitActivities>;

/** `campaigns` also hosts hang-up and look-up: no calls-per-second limit may delay those. */
export function createActivities(deps: ActivityDeps) {
  const calls = checked(createCallActivities(deps));
  return {
    campaigns: {
      ...checked(createControlActivities(deps)),
      ...checked(createCommandActivities(deps)),
      ...checked(createReconcileActivities(deps)),
      ...checked(createCircuitActivities(deps)),
      ...checked(createInCallOptOutActivities(deps)),
      ...calls,
    },
    dispatch: checked(createDispatchActivities(deps)),
    analyses: checked(createAnalyzingActivities(deps)),
    calls,
  };
}

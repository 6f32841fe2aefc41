/** The activities, grouped by the task queue whose workers host them. */
import { createAnalyzingActivities } from './analyzing';
import { createCallActivities } from './calls';
import { createCircuitActivities } from './circuit';
import { createCommandActivities } from './commands';
import { createContactWordActivities } from './contact-words';
import { createControlActivities } from './control';
import { type ActivityDeps } from './deps';
import { createDispatchActivities } from './dispatch';
import { checked } from './inputs';
import { createReconcileActivities } from './reconcile';

export type ControlActivities = ReturnType<typeof createControlActivities>;
export type CommandActivities = ReturnType<typeof createCommandActivities>;
export type DispatchActivities = ReturnType<typeof createDispatchActivities>;
export type ReconcileActivities = ReturnType<typeof createReconcileActivities>;
export type CallActivities = ReturnType<typeof createCallActivities>;
export type AnalyzingActivities = ReturnType<typeof createAnalyzingActivities>;
export type ContactWordActivities = ReturnType<typeof createContactWordActivities>;
export type CircuitActivities = ReturnType<typeof createCircuitActivities>;

/** `campaigns` also hosts hang-up and look-up: no calls-per-second limit may hold those up. */
export function createActivities(deps: ActivityDeps) {
  const calls = checked(createCallActivities(deps));
  return {
    campaigns: {
      ...checked(createControlActivities(deps)),
      ...checked(createCommandActivities(deps)),
      ...checked(createReconcileActivities(deps)),
      ...checked(createCircuitActivities(deps)),
      ...checked(createContactWordActivities(deps)),
      ...calls,
    },
    dispatch: checked(createDispatchActivities(deps)),
    analyses: checked(createAnalyzingActivities(deps)),
    calls,
  };
}

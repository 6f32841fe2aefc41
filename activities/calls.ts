/** What a call workflow does to the world: place, hang up, look up, settle. */
import { type CallRef, callId } from '../domain/job';
import { type Outcome } from '../domain/outcome';
import { type ActivityDeps } from './deps';
import { createPlacingActivities } from './placing';
import { type EndedCall, settleCall } from './settling';
import { type LookUpAnswer } from './voice-provider';

export function createCallActivities(deps: ActivityDeps) {
  const { provider } = deps;

  return {
    ...createPlacingActivities(deps),

    /** Asks the provider to end the call. Throws while the provider cannot be told. */
    async hangUpCall(ref: CallRef): Promise<void> {
      if (!(await provider.hangUp(callId(ref))))
        throw new Error(`The provider could not be told to hang up ${callId(ref)}`);
    },

    /** What the provider knows of the call; never throws for a provider that does not. */
    async lookUpCall(ref: CallRef): Promise<LookUpAnswer> {
      return provider.lookUp(callId(ref));
    },

    async settleCall(ended: EndedCall): Promise<Outcome | 'not_dialled'> {
      return settleCall(deps, ended);
    },
  };
}

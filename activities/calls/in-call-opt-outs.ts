/** A contact's word about being called again that could not be acted on as it came. */
import { ApplicationFailure } from '@temporalio/activity';
import { ApplicationFailureCategory } from '@temporalio/common';
import { type InCallOptOut } from '../../domain/calls/in-call-opt-out';
import { type HonouredWord } from '../../workflows/contract';
import { type ActivityDeps } from '../ports/deps';
import { hangUpBySignal } from './hang-up-signal';
import { honourInCallOptOut } from './honour-in-call-opt-out';

export function createInCallOptOutActivities(
  deps: Pick<ActivityDeps, 'store' | 'clock' | 'client' | 'logger'>,
) {
  const { store, clock } = deps;
  return {
    /** Throws (and is retried) while MongoDB is away, and until the call is on record as over where the word means something only then. */
    async honourInCallOptOut(callId: string, word: InCallOptOut): Promise<HonouredWord> {
      const heard = await honourInCallOptOut({ store, clock, hangUp: hangUpBySignal(deps) }, callId, word);
      if (heard.kind === 'too_early')
        throw ApplicationFailure.create({
          message: 'The call is not on record as over: it is looked at again',
          // It is expected, and not worth a line of the log each time.
          category: ApplicationFailureCategory.BENIGN,
        });
      if (heard.kind === 'nothing') return { Honoured: false };
      deps.logger.info({ callId, said: word.said }, 'an opt-out that was kept is honoured');
      return { Honoured: true };
    },
  };
}

/** In-call opt-outs that could not be carried out when they arrived. */
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
    /**
     * Throws (and is retried) while MongoDB is away, and, for a word that counts only after the call, until the call is
     * recorded as over.
     */
    async honourInCallOptOut(callId: string, word: InCallOptOut): Promise<HonouredWord> {
      const heard = await honourInCallOptOut({ store, clock, hangUp: hangUpBySignal(deps) }, callId, word);
      if (heard.kind === 'too_early')
        throw ApplicationFailure.create({
          message: 'The call is not on record as over: it is looked at again',
          // Expected, and not worth a log line each time.
          category: ApplicationFailureCategory.BENIGN,
        });
      if (heard.kind === 'nothing') return { Honoured: false };
      deps.logger.info({ callId, said: word.said }, 'an opt-out that was kept is honoured');
      return { Honoured: true };
    },
  };
}

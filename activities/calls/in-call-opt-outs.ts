/** In-call opt-outs that could not be carried out when they arrived. */
import { ApplicationFailure } from '@temporalio/activity';
import { ApplicationFailureCategory } from '@temporalio/common';
import { type InCallOptOut } from '../../domain/calls/in-call-opt-out';
import { honourInCallOptOut } from '../../store/calls/in-call-opt-outs';
import { type HonouredWord } from '../../workflows/contract';
import { type ActivityDeps } from '../ports/deps';
import { hangUpAll } from './opting-out';

export function createInCallOptOutActivities(
  deps: Pick<ActivityDeps, 'store' | 'clock' | 'client' | 'logger'>,
) {
  return {
    /**
     * Throws (and is retried) while MongoDB is away, and, for a word that counts only after the call, until the call is
     * recorded as over.
     */
    async honourInCallOptOut(callId: string, word: InCallOptOut): Promise<HonouredWord> {
      const heard = await honourInCallOptOut(deps.store, callId, word, deps.clock.date());
      if (heard.kind === 'too_early')
        throw ApplicationFailure.create({
          message: 'The call is not on record as over: it is looked at again',
          // Expected, and not worth a log line each time.
          category: ApplicationFailureCategory.BENIGN,
        });
      if (heard.kind === 'nothing') return { Honoured: false };
      await hangUpAll(deps, heard.callsToHangUp);
      deps.logger.info({ callId, said: word.said }, 'an opt-out that was kept is honoured');
      return { Honoured: true };
    },
  };
}

import { type RequestHandler } from 'express';
import { loadProvider } from '../../store/providers/providers';
import { ConcurrencyLimit } from '../temporal/concurrency-limit';
import { type ApiDependencies } from '../http/dependencies';
import { globalPauses } from './global-pause';
import { campaignOf } from '../http/path-ids';
import { beginningOf, preflight } from './preflight';
import { unavailable } from '../http/problems';
import { orgIdOf } from '../http/request-context';
import { campaignFacts, voiceProviderOf } from './surroundings';

/** A look through a large campaign is seconds of work: an organisation gets one at a time, and the next few their turn. */
const bounds = { width: 1, waiting: 5 };
const TURN_WITHIN_MS = 5_000;

/** Whether the campaign is started does not matter: the question is what would happen if it were. */
export const get = ({ store, clock, providers }: ApiDependencies): RequestHandler => {
  const limit = new ConcurrencyLimit(bounds);
  return async (req, res) => {
    const campaign = await campaignOf(store, req, res);
    const voice = await loadProvider(store, voiceProviderOf(providers));
    const answer = await limit.run(orgIdOf(res), Date.now() + TURN_WITHIN_MS, () =>
      preflight(store, { campaign, now: clock.date(), voice, isWanted: () => !res.destroyed }),
    );
    if (answer === 'full')
      throw unavailable('Other preflights of your organisation are at work; ask again in a moment');
    // Asked last: it is of now, and the look through the jobs may have taken seconds.
    const [facts, pauseOf] = await Promise.all([
      campaignFacts({ store, clock, providers }, campaign),
      globalPauses({ store, providers }),
    ]);
    const reason = pauseOf(campaign);
    res.json({
      ...answer,
      ...beginningOf(answer, facts),
      ...(reason === undefined ? {} : { GlobalPause: true, GlobalPauseReason: reason }),
    });
  };
};

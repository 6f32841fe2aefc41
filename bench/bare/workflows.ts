/** Only the Temporal steps of our workflows: what Temporal itself costs. */
import {
  condition,
  defineSignal,
  defineUpdate,
  proxyActivities,
  proxyLocalActivities,
  setHandler,
} from '@temporalio/workflow';
import { type BareActivities } from './worker';

// The limits of a real call; they are armed and never reached.
const RING_LIMIT = '35s';
const TALK_LIMIT = '1805s';

const { place } = proxyActivities<Pick<BareActivities, 'place'>>({ startToCloseTimeout: '10s' });
const { settle, write } = proxyLocalActivities<Pick<BareActivities, 'settle' | 'write'>>({
  startToCloseTimeout: '10s',
});

export const eventSignal = defineSignal<['answered' | 'ended']>('event');
export const moveUpdate = defineUpdate('move');

/** A call: placed by an activity, answered and ended by signals, each within a limit, settled by a local activity. */
export async function bareCall(): Promise<void> {
  let answered = false;
  let ended = false;
  setHandler(eventSignal, (event) => {
    if (event === 'answered') answered = true;
    else ended = true;
  });
  await place();
  await condition(() => answered || ended, RING_LIMIT);
  if (!ended) await condition(() => ended, TALK_LIMIT);
  await settle();
}

/** A campaign: an update that writes to MongoDB. Lives until it is terminated. */
export async function bareCampaign(): Promise<void> {
  setHandler(moveUpdate, () => write());
  await condition(() => false);
}

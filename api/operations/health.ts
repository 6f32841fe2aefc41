import { z } from 'zod';
import { isReachable } from '../../store/mongodb/mongo';
import { answer, endpoint } from '../endpoints/endpoint';
import { unavailable } from '../http/problems';

/** A probe that hangs is as bad as one that fails. */
const CHECK_WITHIN_MS = 2_000;

/** Checks nothing else: we must not be restarted because a server is away. */
export const healthy = endpoint({
  id: 'isHealthy',
  summary: 'Is the process alive?',
  description: 'For a probe that restarts the process. It asks no server.',
  tag: 'Operations',
  access: 'open',
  answers: { 200: answer(z.object({ Healthy: z.literal(true) }).meta({ id: 'Healthy' }), 'It is.') },
  handler: () => () => Promise.resolve({ status: 200 as const, body: { Healthy: true as const } }),
});

export const ready = endpoint({
  id: 'isReady',
  summary: 'Can the process do its work now?',
  description:
    'For a probe that sends no requests to a process whose servers are away. 503 says with `Temporal` and `MongoDB` which one is.',
  tag: 'Operations',
  access: 'open',
  answers: {
    200: answer(
      z.object({ Temporal: z.literal(true), MongoDB: z.literal(true) }).meta({ id: 'Ready' }),
      'Both servers answered.',
    ),
  },
  handler:
    ({ store, gateway }) =>
    async () => {
      const [Temporal, MongoDB] = await Promise.all([
        within(CHECK_WITHIN_MS, gateway.isReachable(CHECK_WITHIN_MS)),
        within(CHECK_WITHIN_MS, isReachable(store, CHECK_WITHIN_MS)),
      ]);
      if (Temporal && MongoDB) return { status: 200, body: { Temporal, MongoDB } };
      const away = [Temporal ? [] : ['Temporal'], MongoDB ? [] : ['MongoDB']].flat();
      const problem = unavailable(`${away.join(' and ')} did not answer within ${CHECK_WITHIN_MS / 1000} s`);
      problem.more.members = { Temporal, MongoDB };
      throw problem;
    },
});

/** False when `check` gives no answer in time: a frozen server answers neither yes nor no. */
async function within(ms: number, check: Promise<boolean>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  try {
    return await Promise.race([check, late]);
  } finally {
    clearTimeout(timer);
  }
}

import { type RequestHandler } from 'express';
import { isReachable } from '../../store/mongodb/mongo';
import { type ApiDependencies } from '../http/dependencies';
import { sendProblem } from '../http/error-answers';
import { unavailable } from '../http/problems';

/** A probe that hangs is as bad as one that fails. */
const CHECK_WITHIN_MS = 2_000;

/** The process is alive. Checks nothing else: we must not be restarted because a server is away. */
export const healthy: RequestHandler = (_req, res) => {
  res.json({ Healthy: true });
};

/** Can this process do its work now? */
export const ready =
  ({ store, gateway }: ApiDependencies): RequestHandler =>
  async (_req, res) => {
    const [Temporal, MongoDB] = await Promise.all([
      within(CHECK_WITHIN_MS, gateway.isReachable(CHECK_WITHIN_MS)),
      within(CHECK_WITHIN_MS, isReachable(store, CHECK_WITHIN_MS)),
    ]);
    if (Temporal && MongoDB) {
      res.json({ Temporal, MongoDB });
      return;
    }
    const away = [Temporal ? [] : ['Temporal'], MongoDB ? [] : ['MongoDB']].flat();
    const problem = unavailable(`${away.join(' and ')} did not answer within ${CHECK_WITHIN_MS / 1000} s`);
    problem.more.members = { Temporal, MongoDB };
    sendProblem(res, problem);
  };

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

/** What follows when a contact asks, in a call, for no more calls. */
import { optOut } from '../../store/numbers/numbers';
import { type JobDocument } from '../../store/mongodb/documents';
import { cancelJobsOfNumber } from '../../store/numbers/opt-outs';
import { hangUpSignal } from '../../workflows/contract';
import { type ActivityDeps } from '../ports/deps';

// A signal that Temporal has not taken by then is left: the call's job is canceled all the same when the call ends.
const SIGNAL_DEADLINE_MS = 2_000;

/**
 * Puts the job's number on the organisation's list, and cancels its other incomplete jobs; what of them is on a call is
 * hung up. Again it changes nothing.
 */
export async function honourOptOut(
  deps: Pick<ActivityDeps, 'store' | 'clock' | 'client' | 'logger'>,
  job: JobDocument,
): Promise<void> {
  const { store, clock } = deps;
  const now = clock.date();
  const { OrgID: orgId, ContactPhoneNumber: phoneNumber } = job;
  await optOut(store, { orgId, phoneNumber, source: 'call', now });
  const { callsToHangUp } = await cancelJobsOfNumber(store, {
    orgId,
    phoneNumber,
    exceptJobId: job._id,
    now,
  });
  await hangUpAll(deps, callsToHangUp);
}

/** Asks calls to a number that has opted out to hang up. */
export async function hangUpAll(
  { client, logger }: Pick<ActivityDeps, 'client' | 'logger'>,
  callIds: string[],
): Promise<void> {
  await Promise.all(
    callIds.map((callId) =>
      client
        .withDeadline(Date.now() + SIGNAL_DEADLINE_MS, () =>
          client.workflow.getHandle(callId).signal(hangUpSignal, 'canceled'),
        )
        .catch((error: unknown) =>
          logger.warn({ callId, err: error }, 'a call could not be told to hang up'),
        ),
    ),
  );
}

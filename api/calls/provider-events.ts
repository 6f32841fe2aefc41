import { type CallEvent, isConversation } from '../../domain/calls/call';
import { inCallOptOutIn } from '../../domain/calls/in-call-opt-out';
import { CALL_ID_PREFIX } from '../../domain/jobs/job';
import { recordCallAnswer } from '../../store/calls/answers';
import { findCallOwner, recordProviderCallId, recordTranscript } from '../../store/calls/calls';
import { type Turn } from '../../store/mongodb/documents';
import { type Store } from '../../store/mongodb/mongo';
import { noteConversation } from '../../store/numbers/conversations';
import { startInCallOptOut } from './in-call-opt-out';
import { type ApiDependencies } from '../http/dependencies';
import { isInRange, RANGE } from '../../domain/time/instants';
import { Problem, unavailable } from '../http/problems';
import { empty, endpoint, type Given } from '../endpoints/endpoint';
import { findProvider, provider, readRequest, signedBody, unsigned } from './provider-request';
import { requestIdOf } from '../http/request-context';
import { storedInTime } from './stored-in-time';

export const receive = endpoint({
  id: 'receiveProviderEvent',
  summary: 'Take an event of a call',
  description:
    '2xx means taken: the event is safe, also if a process or a server dies next. After anything else the provider sends it again. Duplicates, late events and any order are harmless. The form is that of the provider; see the protocol of the provider named `http`.',
  tag: 'Providers',
  access: 'signature',
  path: { provider },
  body: signedBody('An event of the HTTP provider protocol.'),
  answers: { 204: empty('Taken.') },
  handler: (deps) => createReceiver(deps),
});

/**
 * Verifies and parses an event, signals the call or stores its answer, stores what was said, and honours an opt-out.
 * The call workflow handles all else.
 */
function createReceiver({ store, clock, providers, gateway, log }: ApiDependencies) {
  return async ({ req, res, path }: Given<{ provider: string }>): Promise<{ status: 204 }> => {
    const its = findProvider(providers, path.provider);
    const instead = 'Send the event with a shorter Transcript, or without one.';
    const parsed = its.parseEvent(await readRequest(its, req, { maxBytes: its.mostEventBytes, instead }));
    if (parsed.kind === 'unsigned') throw unsigned(parsed.reason);
    if (parsed.kind === 'malformed') throw new Problem('invalid-request', parsed.reason);
    if (parsed.kind === 'ignored') return { status: 204 };
    if (!isInRange(parsed.event.atMs))
      throw new Problem('invalid-request', `The event's time is not ${RANGE}; send when it happened`);
    // An event may reach only calls: other workflows have their own commands.
    if (!parsed.callId.startsWith(CALL_ID_PREFIX))
      throw new Problem(
        'invalid-request',
        `CallID is "${parsed.callId.slice(0, 40)}"; the ids we gave begin with "${CALL_ID_PREFIX}"`,
      );
    const { callId, providerCallId, transcript, transcriptFault: fault } = parsed;
    const event = { ...parsed.event, ...(providerCallId === undefined ? {} : { providerCallId }) };
    const requestId = requestIdOf(res);
    if (fault !== undefined)
      log.warn({ requestId, callId, fault }, 'a transcript was not kept as it was told');
    const verdict = await passOn(callId, event);
    const isHeard = verdict === 'signalled';
    if (verdict === 'unknown_call')
      log.warn({ requestId, callId, event: event.kind }, 'event for a call that is not running');
    const word = inCallOptOutIn(event);
    const [isIdStored, isTranscriptStored, isWordKept, isTalkNoted] = await Promise.all([
      providerCallId === undefined ||
        verdict === 'stored' ||
        storedInTime({ log }, callId, () => recordProviderCallId(store, callId, providerCallId)),
      !transcript || storedInTime({ log }, callId, () => storeTranscript(store, callId, transcript)),
      !word || startInCallOptOut({ store, clock, gateway, log }, callId, word, isHeard),
      // The report may come after the call was settled without it. With a word about opting out it is noted with that.
      word !== undefined ||
        !isConversation(event) ||
        storedInTime({ log }, callId, () => noteConversation(store, { callId, now: clock.date() })),
    ]);
    // Its workflow stores the id when it settles the call.
    const isIdKept = isIdStored || isHeard;
    // The provider sends it again later. Receiving or storing it twice changes nothing.
    if (verdict === 'unavailable' || !isIdKept || !isTranscriptStored || !isWordKept || !isTalkNoted)
      throw unavailable('Not all of the event could be passed on and stored; send it again');
    return { status: 204 };
  };

  /**
   * Tells the call's workflow, unless nothing depends on it now: every signal costs the call a workflow task. It needs
   * no database: the workflow acts on the event, and settles when the database is up.
   */
  async function passOn(callId: string, event: CallEvent) {
    // Ringing decides nothing (see `foldCallEvent`).
    if (event.kind === 'ringing') return 'needless';
    // Read at the call's end, or at its ring limit. The provider's id is stored with it.
    if (event.kind === 'answered' && (await isAnswerStored(callId, event))) return 'stored';
    return gateway.callEvent(callId, event);
  }

  async function isAnswerStored(
    callId: string,
    { atMs, by, providerCallId }: Extract<CallEvent, { kind: 'answered' }>,
  ): Promise<boolean> {
    let hasRecord = false;
    await storedInTime({ log }, callId, async () => {
      hasRecord = await recordCallAnswer(store, callId, { atMs, by, providerCallId, heardAt: clock.date() });
    });
    return hasRecord;
  }
}

/** Personal: it goes only to the database, and the transcript of a call without a job is not kept. */
async function storeTranscript(store: Store, callId: string, turns: Turn[]): Promise<void> {
  const job = await findCallOwner(store, callId);
  if (!job) return;
  await recordTranscript(store, {
    _id: callId,
    OrgID: job.OrgID,
    CampaignID: job.CampaignID,
    JobID: job._id,
    Turns: turns,
    CreatedAt: new Date(),
  });
}

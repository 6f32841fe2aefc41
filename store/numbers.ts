/**
 * What an organisation knows of a phone number: whether it has opted out, whether it is on a call, and when it was
 * dialled. One document, so that each question is decided in the same atomic step as its answer is acted on.
 */
import { type Document } from 'mongodb';
import { lineTakenUntil } from '../domain/judgement';
import { type NumberDocument, type OptOutSource } from './documents';
import { type Store } from './mongo';

/** Dials remembered of a number: as many as the largest limit that may be asked for. */
export const DIALS_KEPT = 100;

export const numberId = (orgId: string, phoneNumber: string): string => `${orgId}:${phoneNumber}`;

/** At most `count` dials since `since`. */
export interface DialLimit {
  count: number;
  since: Date;
}

export type NumberHold =
  | { kind: 'held' }
  | { kind: 'opted_out' }
  /** Another call is on its line, at the latest until `until`. */
  | { kind: 'on_call'; until: Date }
  /** A limit of attempts is reached; `dials` are the latest, for whoever works out when the next is allowed. */
  | { kind: 'too_many'; dials: Date[] };

/**
 * Takes a number's line for one call and counts the dial, if nobody has opted out, no other call has the line and no
 * limit is reached. Again for the same call it answers the same and counts nothing.
 */
export async function holdNumber(
  store: Store,
  hold: {
    orgId: string;
    phoneNumber: string;
    callId: string;
    until: Date;
    limits: DialLimit[];
    now: Date;
    dialUntil?: Date | undefined;
  },
): Promise<NumberHold> {
  const { orgId, phoneNumber, callId, until, limits, now, dialUntil = new Date(0) } = hold;
  const counted = { $in: [callId, { $ifNull: ['$Dials.CallID', []] }] };
  // What is missing is less than every time.
  const isFree = {
    $and: [
      { $or: [{ $eq: ['$OnCall.CallID', callId] }, { $lte: ['$OnCall.Until', now] }] },
      { $lte: [{ $max: '$InboundCalls.Until' }, now] },
    ],
  };
  const within = limits.map(({ count, since }) => ({
    $lt: [
      {
        $size: {
          $filter: { input: { $ifNull: ['$Dials', []] }, cond: { $gte: ['$$this.At', since] } },
        },
      },
      count,
    ],
  }));
  const mayHold = {
    $and: [{ $eq: [{ $type: '$OptOut' }, 'missing'] }, isFree, { $or: [counted, { $and: within }] }],
  };
  const dials = {
    $cond: [
      counted,
      '$Dials',
      {
        $slice: [
          { $concatArrays: [{ $ifNull: ['$Dials', []] }, [{ CallID: callId, At: now }]] },
          -DIALS_KEPT,
        ],
      },
    ],
  };
  const stored = await store.numbers.findOneAndUpdate(
    { _id: numberId(orgId, phoneNumber) },
    [
      {
        $set: {
          OrgID: orgId,
          PhoneNumber: { $literal: phoneNumber },
          OnCall: { $cond: [mayHold, { CallID: callId, Until: until, DialUntil: dialUntil }, '$OnCall'] },
          Dials: { $cond: [mayHold, dials, '$Dials'] },
        },
      },
    ],
    { upsert: true, returnDocument: 'after' },
  );
  return verdict(stored, callId, now);
}

function verdict(stored: NumberDocument | null, callId: string, now: Date): NumberHold {
  if (stored?.OptOut) return { kind: 'opted_out' };
  const until = lineTakenUntil({ InboundCalls: stored?.InboundCalls ?? [] });
  if (until > now.getTime()) return { kind: 'on_call', until: new Date(until) };
  if (stored?.OnCall?.CallID === callId) return { kind: 'held' };
  if (stored?.OnCall && stored.OnCall.Until > now) return { kind: 'on_call', until: stored.OnCall.Until };
  return { kind: 'too_many', dials: (stored?.Dials ?? []).map(({ At }) => At) };
}

/**
 * Frees a number's line after a call, whoever began it. With `undialledUntil`, the end of a permission that was not used:
 * nothing left for the provider, so the dial does not count.
 */
export async function releaseNumber(
  store: Store,
  release: { orgId: string; phoneNumber: string; callId: string; undialledUntil?: Date },
): Promise<void> {
  const { orgId, phoneNumber, callId, undialledUntil } = release;
  if (undialledUntil) {
    await store.numbers.updateOne(
      {
        _id: numberId(orgId, phoneNumber),
        'OnCall.CallID': callId,
        'OnCall.DialUntil': { $lte: undialledUntil },
      },
      { $unset: { OnCall: '' }, $pull: { Dials: { CallID: callId } } },
    );
    return;
  }
  await store.numbers.updateOne(
    {
      _id: numberId(orgId, phoneNumber),
      $or: [{ 'OnCall.CallID': callId }, { 'InboundCalls.CallID': callId }],
    },
    [
      {
        $set: {
          OnCall: { $cond: [{ $eq: ['$OnCall.CallID', callId] }, '$$REMOVE', '$OnCall'] },
          InboundCalls: {
            $let: {
              vars: { others: inboundCallsBut(callId) },
              in: { $cond: [{ $eq: ['$$others', []] }, '$$REMOVE', '$$others'] },
            },
          },
        },
      },
    ],
  );
}

/** Whether this call has its number's line: its placement may have left. */
export const holdsLine = async (
  store: Store,
  { OrgID, ContactPhoneNumber }: { OrgID: string; ContactPhoneNumber: string },
  callId: string,
): Promise<boolean> =>
  (await store.numbers.findOne({ _id: numberId(OrgID, ContactPhoneNumber), 'OnCall.CallID': callId })) !==
  null;

/** Of a number's calls to us all but this one. */
export const inboundCallsBut = (callId: string): Document => ({
  $filter: { input: { $ifNull: ['$InboundCalls', []] }, cond: { $ne: ['$$this.CallID', callId] } },
});

/** What is known of these numbers, by number; a number that nothing is known of is absent. */
export async function loadNumbers(
  store: Store,
  orgId: string,
  phoneNumbers: string[],
): Promise<Map<string, NumberDocument>> {
  const known = await store.numbers
    .find({ _id: { $in: phoneNumbers.map((number) => numberId(orgId, number)) } })
    .toArray();
  return new Map(known.map((number) => [number.PhoneNumber, number]));
}

/** Puts a number on the opt-out list. An earlier entry stays as it is. @returns whether it is new. */
export async function optOut(
  store: Store,
  {
    orgId,
    phoneNumber,
    source,
    now,
  }: { orgId: string; phoneNumber: string; source: OptOutSource; now: Date },
): Promise<boolean> {
  const before = await store.numbers.findOneAndUpdate(
    { _id: numberId(orgId, phoneNumber) },
    [
      {
        $set: {
          OrgID: orgId,
          PhoneNumber: { $literal: phoneNumber },
          OptOut: { $ifNull: ['$OptOut', { At: now, Source: source }] },
        },
      },
    ],
    { upsert: true, returnDocument: 'before' },
  );
  return before?.OptOut === undefined;
}

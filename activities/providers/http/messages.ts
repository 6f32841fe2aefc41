/**
 * The messages of an HTTP provider (docs/provider-protocol.md). A readable field counts, whatever else is in the
 * message.
 */
import { z } from 'zod';
import {
  answeredBy,
  type CallEvent,
  type CallProgress,
  conversationResults,
} from '../../../domain/calls/call';
import { endReasons } from '../../../domain/calls/outcome';
import { type LookUpAnswer, type ParsedEvent } from '../../ports/voice-provider';
import { callIdIn, type Fields, fieldsOf, id, isMessage, secondsBetween } from './fields';
import { readTranscript } from './transcript';
import { type NoteUnlisted } from '../unlisted';

const types = ['ringing', 'answered', 'conversation', 'ended'] as const;
const statuses = ['queued', 'ringing', 'answered', 'ended'] as const;

/** The tools for reading messages. */
export interface Reading {
  /** Our time, Unix ms: an event without a time of its own happened now. */
  now: () => number;
  /** Converts their time to our clock. */
  ours: (theirsMs: number) => number;
  noteOf: (callId: string) => NoteUnlisted;
}

/**
 * Eight times the parts of a transcript of 2,000 turns. `JSON.parse`, which cannot be interrupted, takes 10 to 20 ms
 * for that many.
 */
const MOST_PARTS = 80_000;

const [QUOTE, BACKSLASH, COMMA, COLON, BRACKET, BRACE] = Buffer.from('"\\,:[{');

/** Whether a JSON text has more members, names and containers than `MOST_PARTS`: 2 MiB can hold a million. */
function hasTooManyParts(json: Buffer): boolean {
  let parts = 0;
  let inString = false;
  for (let i = 0; i < json.length; i++) {
    const byte = json[i];
    if (byte === QUOTE) inString = !inString;
    else if (inString && byte === BACKSLASH) i += 1;
    else if (!inString && (byte === COMMA || byte === COLON || byte === BRACKET || byte === BRACE))
      parts += 1;
  }
  return parts > MOST_PARTS;
}

/** Reads a message whose signature is valid. */
export function readMessage<T>(
  rawBody: Buffer,
  schema: z.ZodType<T>,
): { kind: 'read'; message: T } | { kind: 'malformed'; reason: string } {
  if (hasTooManyParts(rawBody))
    return { kind: 'malformed', reason: `the body has more than ${MOST_PARTS} values and names of members` };
  let json: unknown;
  try {
    json = JSON.parse(rawBody.toString('utf8'));
  } catch {
    return { kind: 'malformed', reason: 'the body is not JSON' };
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return { kind: 'read', message: parsed.data };
  const places = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`);
  return { kind: 'malformed', reason: places.join('; ') };
}

const eventSchema = z.looseObject({ CallID: id });

/** Parses an event whose signature is valid. Refuses only an event that names no call or says nothing. */
export function parseEventMessage(rawBody: Buffer, { now, ours, noteOf }: Reading): ParsedEvent {
  const read = readMessage(rawBody, eventSchema);
  if (read.kind === 'malformed') return read;
  const { message } = read;
  const fields = fieldsOf(message, ours, noteOf(message.CallID));
  const type = typeOf(fields);
  const event = eventOf(type, fields, now);
  if (!event)
    return { kind: 'malformed', reason: `Result: must be one of ${conversationResults.join(', ')}` };
  return {
    kind: 'event',
    callId: message.CallID,
    event,
    ...providerCallIdOf(fields),
    ...(type === 'ended' ? readTranscript(message['Transcript']) : {}),
  };
}

/**
 * An unknown type is guessed from fields that only one type has; without them, the event only says that the call
 * exists.
 */
function typeOf(fields: Fields): (typeof types)[number] {
  const type = fields.word('Type', types);
  if (type) return type;
  if (fields.has('EndReason', endReasons)) return 'ended';
  if (fields.has('Result', conversationResults)) return 'conversation';
  return fields.has('AnsweredBy', answeredBy) ? 'answered' : 'ringing';
}

function providerCallIdOf(fields: Fields): { providerCallId?: string } {
  const providerCallId = fields.id('ProviderCallID');
  return providerCallId === undefined ? {} : { providerCallId };
}

/** Undefined for a conversation without a known result. */
function eventOf(type: (typeof types)[number], fields: Fields, now: () => number): CallEvent | undefined {
  const atMs = fields.time('At') ?? now();
  switch (type) {
    case 'ringing':
      return { kind: 'ringing', atMs };
    case 'answered':
      return { kind: 'answered', atMs, by: fields.word('AnsweredBy', answeredBy) ?? 'unknown' };
    case 'conversation': {
      // Such an event says only its result, and an unknown word may be an opt-out. The refusal loses nothing, and tells
      // the voice agent that it was not understood.
      const result = fields.word('Result', conversationResults);
      return result && { kind: 'conversation', atMs, result };
    }
    case 'ended':
      return {
        kind: 'ended',
        atMs,
        reason: fields.word('EndReason', endReasons) ?? 'unknown',
        conversationSeconds: fields.seconds('ConversationSeconds') ?? 0,
      };
  }
}

/** Reads the answer to a look-up; `undefined` when it is not about this call. */
export function lookUpFrom(
  json: unknown,
  callId: string,
  { now, ours, noteOf }: Reading,
): Extract<LookUpAnswer, { kind: 'found' }> | undefined {
  if (!isMessage(json) || callIdIn(json) !== callId) return undefined;
  const fields = fieldsOf(json, ours, noteOf(callId));
  const status = fields.word('Status', statuses) ?? statusBy(fields);
  return {
    kind: 'found',
    progress: progressOf(status, fields, now),
    ...providerCallIdOf(fields),
    ...(status === 'ended' ? readTranscript(json['Transcript']) : {}),
  };
}

/**
 * A call of unknown status is over if its end is reported. Otherwise the callee may be on the line: they must not be
 * cut off and called again as if they had not answered.
 */
const statusBy = (fields: Fields): 'ended' | 'answered' =>
  fields.has('EndReason', endReasons) || fields.hasTime('EndedAt') ? 'ended' : 'answered';

function progressOf(status: (typeof statuses)[number], fields: Fields, now: () => number): CallProgress {
  if (status === 'queued' || status === 'ringing') return {};
  if (status === 'answered')
    return {
      answeredAtMs: fields.time('AnsweredAt') ?? now(),
      answeredBy: fields.word('AnsweredBy', answeredBy) ?? 'unknown',
    };
  const atMs = fields.time('EndedAt') ?? now();
  const by = fields.word('AnsweredBy', answeredBy, { isExpected: false });
  const toldMs = fields.time('AnsweredAt', { isExpected: false });
  const seconds = fields.seconds('ConversationSeconds');
  const answeredAtMs = toldMs ?? (by === undefined ? undefined : atMs - (seconds ?? 0) * 1_000);
  return {
    ...(answeredAtMs === undefined ? {} : { answeredAtMs }),
    ...(by === undefined ? {} : { answeredBy: by }),
    end: {
      atMs,
      reason: fields.word('EndReason', endReasons) ?? 'unknown',
      conversationSeconds: seconds ?? secondsBetween(answeredAtMs ?? atMs, atMs),
    },
  };
}

const accepted = z.object({
  CallID: z.string(),
  ProviderCallID: id.optional().catch(undefined),
});
/** Reads a placement's answer; undefined if it is not about this call (it may be a proxy's page). */
export function acceptedFrom(json: unknown, callId: string): { providerCallId?: string } | undefined {
  const { data } = accepted.safeParse(json);
  if (data?.CallID !== callId) return undefined;
  return data.ProviderCallID === undefined ? {} : { providerCallId: data.ProviderCallID };
}

const reasoned = z.object({ Reason: z.string() });
export const reasonIn = (json: unknown): string | undefined => reasoned.safeParse(json).data?.Reason;

/** What was said, as an HTTP provider sends it with a call's end. The end counts whatever is wrong here. */
import { z } from 'zod';
import { type Turn } from '../../../store/mongodb/documents';
import { type ToldTranscript } from '../../ports/voice-provider';

/**
 * A talk of four hours has well under 2,000 turns, and people do not speak 10,000 characters (ten minutes) without a
 * break.
 */
const MOST_TURNS = 2_000;
const LONGEST_TEXT = 10_000;
/**
 * Twice the bytes of the largest event, so that it cuts only a look-up's answer. In UTF-8 at most three bytes each, 12
 * MiB: a MongoDB document has at most 16.
 */
const MOST_CHARACTERS = 4 * 1024 * 1024;

const turnsSchema = z.array(z.object({ Role: z.enum(['agent', 'contact']), Text: z.string() }));

/** Reads a `Transcript`. Drops what is no transcript, and cuts one that exceeds the protocol's bounds. */
export function readTranscript(told: unknown): ToldTranscript {
  if (told === undefined) return {};
  // Turns that are cut anyway are not parsed: each of a million wrong ones would be a fault to describe.
  const parsed = turnsSchema.safeParse(Array.isArray(told) ? told.slice(0, MOST_TURNS) : told);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const place = ['Transcript', ...(issue?.path ?? [])].join('.');
    return { transcriptFault: `dropped: ${place}: ${issue?.message ?? 'wrong'}` };
  }
  const turns = parsed.data;
  const faults: string[] = [];
  if (Array.isArray(told) && turns.length < told.length)
    faults.push(`cut to ${MOST_TURNS} of its ${told.length} turns`);
  const tooLong = turns.filter(({ Text }) => Text.length > LONGEST_TEXT).length;
  if (tooLong > 0) faults.push(`${tooLong} turns cut to ${LONGEST_TEXT} characters each`);
  let left = MOST_CHARACTERS;
  const transcript = turns.map(({ Role, Text }): Turn => {
    const text = Text.slice(0, Math.min(LONGEST_TEXT, left));
    left -= text.length;
    return { Role, Text: text };
  });
  if (left === 0) faults.push(`cut to ${MOST_CHARACTERS} characters in all`);
  return { transcript, ...(faults.length > 0 ? { transcriptFault: faults.join('; ') } : {}) };
}

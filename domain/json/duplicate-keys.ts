/** Finds members that a JSON text has twice: `JSON.parse` silently keeps only the last one. */

/** A string, and whether it is the name of a member. */
const STRING = /"(?:[^"\\]|\\.)*"(\s*:)?/g;

/** Whether `text` has a member of an object twice. `value` is the parsed text, of limited depth. */
export function hasDuplicateKeys(text: string, value: unknown): boolean {
  let named = 0;
  for (const [, colon] of text.matchAll(STRING)) if (colon !== undefined) named += 1;
  return named !== membersIn(value);
}

function membersIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const within: unknown[] = Array.isArray(value) ? value : Object.values(value);
  return within.reduce<number>(
    (sum, member) => sum + membersIn(member),
    Array.isArray(value) ? 0 : within.length,
  );
}

/** Patterns run on RE2: the time for a text grows linearly with its length, whatever the pattern. */
import { RE2JS } from 're2js';
import { type Budget } from './budget';
import { MOST_INSTRUCTIONS, MOST_PATTERN_CHARACTERS, MOST_PATTERN_INSTRUCTIONS } from './bounds';

export interface Pattern {
  test(text: string): boolean;
  toString(): string;
}

/** RE2 takes some 5 ns per instruction and character. */
const INSTRUCTIONS_PER_STEP = 8;

/** The patterns of one schema. */
export class Patterns {
  private readonly known = new Map<string, Pattern>();
  private instructions = 0;

  constructor(private readonly budget: Budget) {}

  /** Compiles `source`, or says why it may not be used. */
  add(source: string): string | undefined {
    if (this.known.has(source)) return undefined;
    if (source.length > MOST_PATTERN_CHARACTERS) {
      return `the pattern has more than ${MOST_PATTERN_CHARACTERS} characters; shorten it`;
    }
    if (this.instructions > MOST_INSTRUCTIONS)
      return 'the patterns of the schema are too large together; simplify them';
    let compiled: RE2JS;
    try {
      compiled = RE2JS.compile(RE2JS.translateRegExp(source));
    } catch (error) {
      return (
        `the pattern cannot be used (${error instanceof Error ? error.message : 'it is not a regular expression'}); ` +
        'look-around and back-references are not available, because they can take for ever'
      );
    }
    const size = compiled.programSize();
    this.instructions += size;
    if (size > MOST_PATTERN_INSTRUCTIONS) {
      return `the pattern is too large: its repetitions multiply to ${size} instructions, at most ${MOST_PATTERN_INSTRUCTIONS} are allowed; use smaller counts, or maxLength`;
    }
    const { budget } = this;
    this.known.set(source, {
      test(text) {
        budget.spend(1 + (size * text.length) / INSTRUCTIONS_PER_STEP);
        return compiled.test(text);
      },
      // ajv tells patterns apart by this text.
      toString: () => source,
    });
    return undefined;
  }

  get(source: string): Pattern {
    const pattern = this.known.get(source);
    if (!pattern) throw new Error('a pattern was not read before it was compiled');
    return pattern;
  }
}

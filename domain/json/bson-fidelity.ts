/** Refuses what JSON allows but MongoDB or JavaScript would change, so that nothing is altered silently. */

/** `location` is a JSON pointer into the value. */
export interface Fault {
  location: string;
  message: string;
}

/** Enough to see a pattern in the faults. */
export const MOST_FAULTS = 20;

/** Real data is a few levels deep; the limit keeps every walk over it (ours, the driver's, the template's) shallow. */
export const MAX_DEPTH = 20;
export const TOO_DEEP = `nested more than ${MAX_DEPTH} levels deep; flatten it`;

/** NUL ends a key in MongoDB's format, and half of a surrogate pair has no UTF-8. */
const BAD_TEXT = /[\0\p{Surrogate}]/u;
/** JavaScript's prototype and the driver's own marker: as keys they would change the type of the object. */
const BAD_KEYS = new Set(['__proto__', '_bsontype']);

/** The places of `value` that cannot be kept exactly as sent. */
export function findUnstorable(value: unknown): Fault[] {
  const walk = new Walk();
  walk.over(value);
  return walk.faults;
}

class Walk {
  readonly faults: Fault[] = [];
  /** From the root to the current member. Formatted only for a fault: most values have none. */
  private readonly steps: (string | number)[] = [];

  over(value: unknown): void {
    if (typeof value === 'string') {
      if (BAD_TEXT.test(value)) this.fault(badText);
    } else if (typeof value === 'number') {
      if (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value)))
        this.fault(
          `must be between -${Number.MAX_SAFE_INTEGER} and ${Number.MAX_SAFE_INTEGER}: larger numbers cannot all be kept exactly; where a text is allowed, send it as one`,
        );
    } else if (typeof value === 'object' && value !== null) {
      this.into(value);
    }
  }

  private fault(message: string): void {
    const location = this.steps.map((step) => `/${pointerToken(String(step))}`).join('');
    this.faults.push({ location, message });
  }

  private into(container: object): void {
    if (this.steps.length >= MAX_DEPTH) {
      this.fault(TOO_DEEP);
      return;
    }
    if (Array.isArray(container)) {
      for (let i = 0; i < container.length; i++) this.member(i, () => this.over(container[i]));
      return;
    }
    // The driver reads an object of this form as a reference to another document.
    if ('$ref' in container && '$id' in container)
      this.fault('an object with both "$ref" and "$id" cannot be kept as it is; leave one out');
    for (const [key, member] of Object.entries(container)) {
      this.member(key, () => {
        if (BAD_KEYS.has(key)) this.fault(`the name "${key}" is reserved; use another`);
        else if (BAD_TEXT.test(key)) this.fault(badText);
        else this.over(member);
      });
    }
  }

  private member(step: string | number, look: () => void): void {
    if (this.faults.length >= MOST_FAULTS) return;
    this.steps.push(step);
    look();
    this.steps.pop();
  }
}

const badText = 'the text has a NUL or half of a surrogate pair, which cannot be stored; remove it';

/** One step of a JSON pointer (RFC 6901). */
export const pointerToken = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');

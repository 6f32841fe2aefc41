/** Puts values that are the same in every run in the place of those that differ: ids, cursors, what a story names. */
import { createHash } from 'node:crypto';

/** By the name of a member, in place of what it has in this run: times of calls that really take their time. */
export type Fixed = Record<string, unknown>;

/** An id begins with the second in which it was made; the examples are of one morning. */
const FIRST_SECOND = Math.floor(Date.parse('2027-03-09T14:00:00Z') / 1_000);
const PROCESS = '5a1fd3c07e';
const FIRST_COUNT = 0x4b91e0;

const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const ids = new RegExp(`${UUID}|(?<![0-9a-f])[0-9a-f]{24}(?![0-9a-f])`, 'g');

const hashOf = (text: string): Buffer => createHash('sha256').update(text).digest();

export class StandIns {
  private readonly known = new Map<string, string>();
  /** One after the other of each form, so that an id more does not change all others. */
  private readonly counts = { ids: 0, uuids: 0, random: 0 };

  /** These two ids are one in the examples, which tell of one campaign what two worlds have shown. */
  same(id: string, as: string): void {
    this.known.set(id, this.of(as));
  }

  /** Random bytes: as many as there were, and the same in every run. */
  random(base64: string): void {
    const n = (this.counts.random += 1);
    const bytes = Buffer.from(base64, 'base64').length;
    const made = Array.from({ length: Math.ceil(bytes / 32) }, (_, i) => hashOf(`${n} ${i}`));
    this.instead(base64, Buffer.concat(made).subarray(0, bytes).toString('base64'));
  }

  /** The tag of a document, which has these examples in it. */
  tag(tag: string): void {
    this.instead(tag, `"${hashOf('a document').toString('base64url')}"`);
  }

  private instead(value: string, standIn: string): void {
    if (!this.known.has(value)) this.known.set(value, standIn);
  }

  in(value: unknown, fixed: Fixed = {}, name = ''): unknown {
    if (name in fixed) return fixed[name];
    if (typeof value === 'string') return this.inText(value, name);
    if (Array.isArray(value)) return value.map((item) => this.in(item, fixed));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, its]) => [key, this.in(its, fixed, key)]));
  }

  private inText(text: string, name: string): string {
    const whole = this.known.get(text);
    if (whole !== undefined) return whole;
    if (name === 'NextCursor' || name === 'cursor') {
      const place = Buffer.from(text, 'base64url').toString();
      return Buffer.from(this.inText(place, '')).toString('base64url');
    }
    return text.replaceAll(ids, (id) => this.of(id));
  }

  private of(id: string): string {
    const standIn = this.known.get(id) ?? (id.includes('-') ? this.nextUuid() : this.nextId());
    this.known.set(id, standIn);
    return standIn;
  }

  private nextId(): string {
    const n = this.counts.ids++;
    return `${(FIRST_SECOND + n).toString(16)}${PROCESS}${(FIRST_COUNT + n).toString(16)}`;
  }

  private nextUuid(): string {
    const hex = hashOf(String(this.counts.uuids++)).toString('hex');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
  }
}

/**
 * The phone numbers of a file so far: a million of them take 16 MiB. E.164 has at most 15 digits, so each is a double
 * without loss. Parts that grow by themselves, because to move all at once would hold up other requests.
 */
const PARTS = 256;
const FIRST_ROOM = 16;
/**
 * More than the numbers of the largest lists, in at most 128 MiB. Beyond, numbers that come again are not noticed.
 */
export const MOST_SEEN = 4_000_000;

export class SeenNumbers {
  private readonly parts = Array.from({ length: PARTS }, () => new Part());
  private size = 0;

  /** @returns whether it is new */
  add(e164: string): boolean {
    const number = Number(e164.slice(1));
    const hash = hashOf(number);
    const part = this.parts[hash & (PARTS - 1)];
    if (!part) return true;
    if (this.size >= MOST_SEEN) return !part.has(number, hash >>> 8);
    const isNew = part.add(number, hash >>> 8);
    if (isNew) this.size += 1;
    return isNew;
  }
}

/** A hash table with open addresses; 0 is no number, and an empty place. */
class Part {
  private room = new Float64Array(FIRST_ROOM);
  private size = 0;

  has(number: number, hash: number): boolean {
    return this.room[this.placeOf(number, hash)] === number;
  }

  add(number: number, hash: number): boolean {
    const place = this.placeOf(number, hash);
    if (this.room[place] === number) return false;
    this.room[place] = number;
    this.size += 1;
    if (this.size * 2 > this.room.length) this.grow();
    return true;
  }

  private placeOf(number: number, hash: number): number {
    const last = this.room.length - 1;
    let place = hash & last;
    while (this.room[place] !== 0 && this.room[place] !== number) place = (place + 1) & last;
    return place;
  }

  private grow(): void {
    const before = this.room;
    this.room = new Float64Array(2 * before.length);
    for (const number of before)
      if (number !== 0) this.room[this.placeOf(number, hashOf(number) >>> 8)] = number;
  }
}

/** Spreads numbers that follow one another, as those of a list do. */
const hashOf = (number: number): number =>
  Math.imul(number % 1_000_003, 0x9e3779b1) ^ Math.floor(number / 1_000_003);

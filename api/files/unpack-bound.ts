/** How far packed data may unpack: a file of a few KiB can be made to unpack to gigabytes. */
import { Problem } from '../http/problems';

const KiB = 1024;
const MiB = 1024 * KiB;
const GiB = 1024 * MiB;
export { GiB, MiB };

/** Lists of contacts unpack to 5 to 20 times their packed size, and sheets to 50. Deflate can reach 1,032. */
export const MOST_TIMES = 100;
/** Up to here nothing is suspect: it is read in a second, and never held whole. */
export const FREE_BYTES = 16 * MiB;

/** Counts what really came out against what was received; sizes in headers are only claims. */
export class UnpackBound {
  private received = 0;
  private unpacked = 0;

  /** `instead`: what the client should do with a file that has more. */
  constructor(
    private readonly maxBytes: number,
    private readonly instead: string,
  ) {}

  receive(bytes: number): void {
    this.received += bytes;
  }

  /** @throws a Problem (413) when this is too much */
  unpack(bytes: number): void {
    this.unpacked += bytes;
    if (this.unpacked > this.maxBytes) {
      throw new Problem(
        'too-large',
        `The file unpacks to more than ${this.maxBytes / GiB} GiB; ${this.instead}`,
      );
    }
    if (this.unpacked > FREE_BYTES && this.unpacked > MOST_TIMES * this.received) {
      throw new Problem(
        'too-large',
        `The file unpacks to more than ${MOST_TIMES} times its size, as no list of contacts does; ${this.instead}`,
      );
    }
  }
}

/** Bytes that are held for senders of whom nobody knows yet who they are: all of them together have one bound. */

export interface ByteBounds {
  /** Of each sender these are free: what nearly every event has, so that those who send much keep none of them out. */
  freeBytes: number;
  /** Beyond these, for all senders together. */
  mostBytes: number;
  /** The part of `mostBytes` that one address may have. */
  mostPerAddress: number;
}

/** What is held for one sender. */
export interface Holding {
  /** Whether so much in all could be held now. */
  mayGrow(bytes: number): boolean;
  /** Asks to hold so much in all. False: nothing more may be held for this sender now. */
  grow(bytes: number): boolean;
  release(): void;
}

export class ByteBudget {
  private held = 0;
  private readonly perAddress = new Map<string, number>();

  constructor(private readonly bounds: ByteBounds) {}

  open(address: string): Holding {
    let counted = 0;
    const beyond = (bytes: number): number => Math.max(0, bytes - this.bounds.freeBytes) - counted;
    return {
      mayGrow: (bytes) => this.hasRoom(address, beyond(bytes)),
      grow: (bytes) => {
        const more = beyond(bytes);
        if (!this.hasRoom(address, more)) return false;
        if (more > 0) {
          this.change(address, more);
          counted += more;
        }
        return true;
      },
      release: () => {
        this.change(address, -counted);
        counted = 0;
      },
    };
  }

  private hasRoom(address: string, more: number): boolean {
    const { mostBytes, mostPerAddress } = this.bounds;
    if (more <= 0) return true;
    return this.held + more <= mostBytes && (this.perAddress.get(address) ?? 0) + more <= mostPerAddress;
  }

  private change(address: string, bytes: number): void {
    this.held += bytes;
    const ofAddress = (this.perAddress.get(address) ?? 0) + bytes;
    if (ofAddress > 0) this.perAddress.set(address, ofAddress);
    else this.perAddress.delete(address);
  }
}

/** Bounds the bytes kept for all unauthenticated senders together. */

export interface ByteBounds {
  /** Free for each sender: the size of nearly every event, so that large senders do not keep small ones out. */
  freeBytes: number;
  /** Beyond the free bytes, for all senders together. */
  mostBytes: number;
  /** The part of `mostBytes` that one address may have. */
  mostPerAddress: number;
}

/** The bytes kept for one sender. */
export interface Holding {
  /** Whether this many bytes in all could be kept now. */
  mayGrow(bytes: number): boolean;
  /** Asks to keep this many bytes in all. False: no more may be kept for this sender now. */
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

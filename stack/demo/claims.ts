/** The demo's statements, each checked against what it sees. */

export class Claims {
  private readonly broken: string[] = [];

  constructor(private readonly print: (line: string) => void) {}

  check(claim: string, isTrue: boolean, seen: string): void {
    this.print(`  ${isTrue ? '✓' : '✗'} ${claim}${isTrue ? '' : ` — seen: ${seen}`}`);
    if (!isTrue) this.broken.push(claim);
  }

  get failures(): readonly string[] {
    return this.broken;
  }
}

/** References of a schema to parts of itself. */
import { MOST_COMPILED_SUBSCHEMAS } from './bounds';
import { type SchemaFault, shown, step } from './schema-fault';

/**
 * The pointer of a local reference in its one canonical form; undefined if it is none. A target that is written in
 * several ways would be compiled once for each.
 */
export function localPointer(reference: string): string | undefined {
  if (reference === '#') return '';
  if (!reference.startsWith('#/')) return undefined;
  try {
    return decodeURIComponent(reference.slice(1));
  } catch {
    return undefined;
  }
}

export const referenceTo = (pointer: string): string =>
  `#${pointer.split('/').map(encodeURIComponent).join('/')}`;

/** Which subschemas check the same value as another one, by their pointers. */
export class InPlace {
  private readonly next = new Map<string, string[]>();
  private readonly references: { at: string; to: string; written: string }[] = [];

  /** Adds the place of a subschema. */
  place(pointer: string): void {
    if (!this.next.has(pointer)) this.next.set(pointer, []);
  }

  link(from: string, to: string): void {
    this.next.get(from)?.push(to);
  }

  refer(at: string, to: string, written: string): void {
    this.references.push({ at, to, written });
  }

  faults(): SchemaFault[] {
    const dangling = this.references
      .filter(({ to }) => !this.next.has(to))
      .map(({ at, written }) => ({
        pointer: `${at}${step('$ref')}`,
        message: `${shown(written)} does not lead to a subschema of this schema; write it as "#/$defs/name"`,
      }));
    if (dangling.length > 0) return dangling;
    if (this.compiled() > MOST_COMPILED_SUBSCHEMAS) {
      return [
        {
          pointer: '',
          message: 'too many references lead into parts of each other; put the parts side by side in "$defs"',
        },
      ];
    }
    for (const { at, to } of this.references) this.link(at, to);
    const cycle = this.findCycle();
    return cycle === undefined
      ? []
      : [
          {
            pointer: cycle,
            message:
              'the schema refers to itself without going into the value, so no check of it would end; refer from within "properties" or "items"',
          },
        ];
  }

  /** How many subschemas are compiled if each target is compiled by itself. */
  private compiled(): number {
    const places = [...this.next.keys()];
    const targets = new Set(this.references.map(({ to }) => to));
    let sum = places.length;
    for (const target of targets) {
      sum += places.filter((place) => place === target || place.startsWith(`${target}/`)).length;
    }
    return sum;
  }

  private findCycle(): string | undefined {
    const state = new Map<string, 'open' | 'done'>();
    const visit = (pointer: string): string | undefined => {
      if (state.get(pointer) === 'done') return undefined;
      if (state.get(pointer) === 'open') return pointer;
      state.set(pointer, 'open');
      for (const other of this.next.get(pointer) ?? []) {
        const found = visit(other);
        if (found !== undefined) return found;
      }
      state.set(pointer, 'done');
      return undefined;
    };
    for (const pointer of this.next.keys()) {
      const found = visit(pointer);
      if (found !== undefined) return found;
    }
    return undefined;
  }
}

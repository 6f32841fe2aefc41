import { MOST_STEPS, STEPS_PER_LOOK } from './bounds';

/** Thrown by a check that has used up its steps. */
export class BudgetSpent extends Error {
  override readonly name = 'BudgetSpent';
}

/** The cost of one look at a value: a fixed part, and parts that grow with the value's size. */
export interface Cost {
  fixed: number;
  perName: number;
  perItem: number;
  perCharacter: number;
}

/** The steps left to the running check. A check runs without a break, so one budget serves all checks of a schema. */
export class Budget {
  private left = 0;

  begin(): void {
    this.left = MOST_STEPS;
  }

  spend(steps: number): void {
    if ((this.left -= steps) < 0) throw new BudgetSpent('the check takes too many steps');
  }

  /** Called by the code that ajv generates, with the number of faults so far. */
  look(value: unknown, { fixed, perName, perItem, perCharacter }: Cost, faults: number): void {
    this.spend(fixed + faults / 8);
    if (typeof value === 'string') {
      if (perCharacter > 0) this.spend(value.length * perCharacter);
    } else if (Array.isArray(value)) {
      if (perItem > 0) this.spend(value.length * perItem);
    } else if (perName > 0 && typeof value === 'object' && value !== null) {
      this.spend(Object.keys(value).length * perName);
    }
  }
}

/** Keywords that check every name of a value, and may find a fault in each. */
const perName = ['additionalProperties', 'patternProperties', 'propertyNames', 'unevaluatedProperties'];
const perCount = ['minProperties', 'maxProperties'];
const perItem = ['items', 'additionalItems', 'prefixItems', 'contains', 'unevaluatedItems'];
const perCharacter = ['minLength', 'maxLength'];

export function costOf(schema: Record<string, unknown>): Cost {
  const has = (names: string[]): boolean => names.some((name) => Object.hasOwn(schema, name));
  return {
    fixed:
      STEPS_PER_LOOK +
      sizeOf(schema['enum']) +
      sizeOf(schema['const']) +
      sizeOf(schema['type']) +
      Object.keys(schema['properties'] ?? {}).length +
      Object.keys(schema['dependencies'] ?? {}).length +
      Object.keys(schema['allOf'] ?? {}).length +
      // Each missing name is a fault.
      STEPS_PER_LOOK * sizeOf(schema['required']),
    perName: has(perName) ? STEPS_PER_LOOK : has(perCount) ? 1 : 0,
    perItem: has(perItem) ? 1 : 0,
    perCharacter: has(perCharacter) ? 1 / 8 : 0,
  };
}

/** The number of members of a value that is compared as a whole, plus one for itself. */
function sizeOf(value: unknown): number {
  if (value === undefined) return 0;
  if (typeof value !== 'object' || value === null) return 1;
  return Object.values(value).reduce((sum: number, member) => sum + sizeOf(member), 1);
}

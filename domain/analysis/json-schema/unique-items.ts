import { type Ajv } from 'ajv';
import { type Budget } from './budget';

/** ajv compares every item with every other; this serialises each once, in a form that equal values share. */
export function addUniqueItems(ajv: Ajv, budget: Budget): void {
  ajv.removeKeyword('uniqueItems');
  ajv.addKeyword({
    keyword: 'uniqueItems',
    type: 'array',
    schemaType: 'boolean',
    error: { message: 'must not have the same item twice' },
    validate: (wanted: boolean, items: unknown[]) => {
      if (!wanted) return true;
      const seen = new Set<string>();
      for (const item of items) seen.add(canonical(item, budget));
      return seen.size === items.length;
    },
  });
}

const STEPS_PER_MEMBER = 4;

/** JSON with sorted names. */
function canonical(value: unknown, budget: Budget): string {
  if (typeof value !== 'object' || value === null) {
    const text = JSON.stringify(value);
    budget.spend(STEPS_PER_MEMBER + text.length / 8);
    return text;
  }
  budget.spend(STEPS_PER_MEMBER);
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item, budget)).join()}]`;
  const names = Object.keys(value).toSorted();
  return `{${names.map((name) => `${canonical(name, budget)}:${canonical((value as Record<string, unknown>)[name], budget)}`).join()}}`;
}

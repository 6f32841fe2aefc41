import { type SchemaFault } from './schema-fault';

export interface Limits {
  levels: number;
  members: number;
  nameCharacters: number;
}

/** Says why `value` is too large for an unlimited walk, if it is. Reads at most `limits.members` members. */
export function tooLarge(value: unknown, limits: Limits): SchemaFault | undefined {
  const message = new Walk(limits).into(value, 0);
  return message === undefined ? undefined : { pointer: '', message };
}

class Walk {
  private members = 0;

  constructor(private readonly limits: Limits) {}

  into(value: unknown, level: number): string | undefined {
    if (typeof value !== 'object' || value === null) return undefined;
    if (level >= this.limits.levels)
      return `is nested more than ${this.limits.levels} levels deep; flatten it`;
    if (Array.isArray(value)) {
      for (const member of value) {
        const fault = this.member(member, level);
        if (fault !== undefined) return fault;
      }
      return undefined;
    }
    for (const name in value) {
      if (name.length > this.limits.nameCharacters) {
        return `has a name of more than ${this.limits.nameCharacters} characters; shorten it`;
      }
      const fault = this.member((value as Record<string, unknown>)[name], level);
      if (fault !== undefined) return fault;
    }
    return undefined;
  }

  private member(value: unknown, level: number): string | undefined {
    if (++this.members > this.limits.members) {
      return `has more than ${this.limits.members} members in all; make it smaller`;
    }
    return this.into(value, level + 1);
  }
}

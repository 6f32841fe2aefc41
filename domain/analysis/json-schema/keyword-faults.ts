/** Faults of single keywords of a schema that the meta-schemas report badly or not at all. */
import { closestName } from '../closest-name';
import { formatNames, isFormat } from './formats';
import { keywordNames, references, typeNames } from './keywords';
import { type Patterns } from './patterns';
import { shown } from './schema-fault';

export function valueFaults(name: string, value: unknown, patterns: Patterns): string[] {
  switch (name) {
    case 'type':
      return [value]
        .flat()
        .flatMap((type) =>
          typeof type === 'string' && typeNames.includes(type)
            ? []
            : [`${shown(type)} is not a type; ${hint(type, typeNames)}`],
        );
    case 'format':
      if (typeof value === 'string' && isFormat(value)) return [];
      return [`the format ${shown(value)} is not checked here; ${hint(value, formatNames)}`];
    case 'pattern':
      return typeof value === 'string' ? [patterns.add(value) ?? []].flat() : ['must be a string'];
    case 'enum':
      return Array.isArray(value) && value.length > 0 ? [] : ['must be a list of at least one value'];
    case 'nullable':
      return typeof value === 'boolean' ? [] : ['must be true or false'];
    default:
      return [];
  }
}

function hint(value: unknown, allowed: string[]): string {
  const closest = typeof value === 'string' ? closestName(value, allowed) : undefined;
  return closest ? `did you mean "${closest}"?` : `allowed are ${allowed.join(', ')}`;
}

export function whyUnknown(name: string): string {
  if (name === '$schema') return 'stands at the root only';
  if (name === '$id' || name === 'id') {
    return 'only the root may have a name of its own ("$id"); refer to parts as "#/$defs/name"';
  }
  if (references.has(name)) return `"${name}" is not available; refer to parts with "$ref": "#/$defs/name"`;
  const closest = closestName(name, keywordNames);
  const advice = closest
    ? `did you mean "${closest}"?`
    : 'notes of your own may be "$comment" or begin with "x-"';
  return `${shown(name)} is not a keyword; ${advice}`;
}

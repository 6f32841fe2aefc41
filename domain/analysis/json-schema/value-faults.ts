/**
 * ajv's errors, reworded to say what is allowed. They contain the schema's content and the value's pointers, never its
 * content.
 */
import { type ErrorObject } from 'ajv';
import { MOST_FAULTS } from './bounds';
import { type SchemaFault, shown, step } from './schema-fault';

export function faultsOf(errors: ErrorObject[]): SchemaFault[] {
  // A fault of "if" is also among the faults of its "then" or "else".
  const own = errors.filter(({ keyword }) => keyword !== 'if');
  return (own.length > 0 ? own : errors).slice(0, MOST_FAULTS).map(faultOf);
}

function faultOf({ instancePath, keyword, params, message }: ErrorObject): SchemaFault {
  const named = params as Record<string, unknown>;
  const at = (name: unknown, text: string): SchemaFault => ({
    pointer: `${instancePath}${step(String(name))}`,
    message: text,
  });
  switch (keyword) {
    case 'required':
      return at(named['missingProperty'], 'is missing');
    case 'additionalProperties':
      return at(named['additionalProperty'], 'is not a name that the schema allows');
    case 'unevaluatedProperties':
      return at(named['unevaluatedProperty'], 'is not a name that the schema allows');
    case 'propertyNames':
      return at(named['propertyName'], 'is not a name that the schema allows');
    case 'enum':
      return { pointer: instancePath, message: `must be one of ${oneOf(named['allowedValues'])}` };
    case 'const':
      return { pointer: instancePath, message: `must be ${shown(named['allowedValue'])}` };
    case 'false schema':
      return { pointer: instancePath, message: 'must not be there' };
    default:
      return { pointer: instancePath, message: message ?? `does not fit "${keyword}"` };
  }
}

/** Showing more values would not help. */
const MOST_SHOWN = 10;

const oneOf = (values: unknown): string => {
  const list = Array.isArray(values) ? (values as unknown[]) : [values];
  const more = list.length - MOST_SHOWN;
  return `${list.slice(0, MOST_SHOWN).map(shown).join(', ')}${more > 0 ? ` or ${more} others` : ''}`;
};

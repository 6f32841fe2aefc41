/** The schemas of the API's document, to check values against. */
import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { endpoints } from '../../api/app';
import { openApiDocument } from '../../api/openapi/document';

/** What they mean only our own code can check. */
const ourFormats = Object.fromEntries(
  [
    'phone-number',
    'duration-with-unit',
    'duration-of-a-minute-or-more',
    'time-zone',
    'holiday-calendar',
    'cursor',
    'country',
    'json-object-of-texts',
  ].map((format): [string, true] => [format, true]),
);
const ajv = addFormats(new Ajv2020({ strict: false, allErrors: true, formats: ourFormats }), [
  'date-time',
  'date',
]);

let written: ReturnType<typeof openApiDocument> | undefined;
/** Without members that the document does not name. Written when first needed: a test may add a rule set before. */
export function strictDocument(): ReturnType<typeof openApiDocument> {
  if (!written) {
    written = openApiDocument(endpoints, { answersMayGrow: false });
    ajv.addSchema(written, 'openapi');
  }
  return written;
}

const validators = new Map<string, ValidateFunction>();

/** @param pointer into the document, such as `#/components/schemas/Job` */
export function schemaAt(pointer: string): ValidateFunction {
  const known = validators.get(pointer);
  if (known) return known;
  strictDocument();
  const validate = ajv.compile({ $ref: `openapi${pointer}` });
  validators.set(pointer, validate);
  return validate;
}

export const faultsOf = ({ errors }: ValidateFunction, dataVar: string): string =>
  ajv.errorsText(errors, { dataVar });

/** As a part of a JSON pointer in a reference. */
export const escaped = (token: string): string =>
  encodeURIComponent(token.replaceAll('~', '~0').replaceAll('/', '~1'));

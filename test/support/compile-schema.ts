import { type CompiledSchema, compileInSteps } from '../../domain/analysis/json-schema';
import { inOneGo } from '../../store/mongodb/one-by-one';

/** For a test, which has nobody to give way to. */
export const compileSchema = (schema: Record<string, unknown>): CompiledSchema =>
  inOneGo(compileInSteps(schema));

import { type CampaignData } from '../../domain/campaigns/campaign-data';
import { declaredTypes, valueOfText } from '../../domain/analysis/json-schema';
import { type CsvForm, jobForm } from './csv-columns';

/** The columns of a file of jobs: their cells are texts, unless the campaign's schemas declare another type. */
export function jobFormFor({ JobMetadataSchema, JobDataSchema }: CampaignData): CsvForm {
  if (!jobForm.free || (!JobMetadataSchema && !JobDataSchema)) return jobForm;
  return {
    ...jobForm,
    free: {
      ...jobForm.free,
      read: (group, key) => {
        const types = declaredTypes(group === 'Data' ? JobDataSchema : JobMetadataSchema, key);
        return (cell) => ({ ok: true, value: valueOfText(types, cell) });
      },
    },
  };
}

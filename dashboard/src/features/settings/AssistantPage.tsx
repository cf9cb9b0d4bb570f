import * as z from 'zod/mini';
import { useCopilotStatus } from '../../data/copilot.ts';
import { formResolver } from '../../data/forms.ts';
import type { Site } from '../../data/team.ts';
import { t } from '../../text/rooms.ts';
import { TextArea, TextField } from '../../ui/fields.tsx';
import { Notice } from '../../ui/states.tsx';
import { FormFrame } from './FormFrame.tsx';
import styles from './Settings.module.css';
import { useSiteForm } from './useSiteForm.ts';

const schema = z.object({
  name: z.string().check(z.maxLength(60)),
  instructions: z.string().check(z.maxLength(8000)),
});

type Values = z.infer<typeof schema>;

/** What the assistant is called and how it behaves. */
export function AssistantPage({ site }: { site: Site }) {
  const { data: status } = useCopilotStatus();
  const model = useSiteForm<Values>({
    site,
    resolver: formResolver(schema),
    read: (s) => ({ ...s.assistant }),
    write: (assistant) => ({ assistant }),
    names: { name: t('assistant.name'), instructions: t('assistant.instructions') },
  });
  const { register, formState } = model.form;
  return (
    <div className={styles.page}>
      {status && (
        <Notice tone={status.mode === 'model' ? 'good' : 'info'}>
          {status.mode === 'model'
            ? t('assistant.model', { model: status.model ?? '' })
            : (status.why ?? t('assistant.builtIn'))}
        </Notice>
      )}
      <FormFrame model={model} conflict={t('site.conflict')}>
        <TextField
          label={t('assistant.name')}
          optional={t('state.optional')}
          help={t('assistant.nameHelp')}
          error={formState.errors.name?.message}
          {...register('name')}
        />
        <TextArea
          label={t('assistant.instructions')}
          optional={t('state.optional')}
          help={t('assistant.instructionsHelp')}
          rows={10}
          dir="auto"
          error={formState.errors.instructions?.message}
          {...register('instructions')}
        />
      </FormFrame>
    </div>
  );
}

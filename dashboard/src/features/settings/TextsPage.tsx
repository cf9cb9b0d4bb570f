import { useState } from 'react';
import * as z from 'zod/mini';
import { formResolver } from '../../data/forms.ts';
import type { Site } from '../../data/team.ts';
import { t } from '../../text/rooms.ts';
import { SelectField, TextArea } from '../../ui/fields.tsx';
import { Notice } from '../../ui/states.tsx';
import { FormFrame } from './FormFrame.tsx';
import { siteLocales } from './locales.ts';
import styles from './Settings.module.css';
import { useSiteForm } from './useSiteForm.ts';

/** The lines that a team words for itself, and the placeholders that make sense in each. */
const lines = [
  { name: 'told_now', holes: '{visitor} {team}' },
  { name: 'told_live', holes: '{visitor} {team} {range}' },
  { name: 'told_more', holes: '{visitor} {team} {range} {time}' },
  { name: 'told_closed', holes: '{visitor} {team} {opening} {time}' },
  { name: 'told_nobody', holes: '{visitor} {team} {time}' },
  { name: 'cancelled', holes: '{team}' },
] as const;

const schema = z.object({ texts: z.record(z.string(), z.string().check(z.maxLength(1000))) });

type Values = z.infer<typeof schema>;

/** The site's own wording of what Baton says around a handoff. Empty means Baton's own words. */
export function TextsPage({ site }: { site: Site }) {
  const languages = siteLocales(site.locale.split(/[-_]/u)[0] ?? 'en');
  const [language, setLanguage] = useState(
    languages.find(([code]) => site.locale.startsWith(code))?.[0] ?? 'en',
  );
  const model = useSiteForm<Values>({
    site,
    resolver: formResolver(schema),
    read: (s) => ({ texts: s.handoff_texts }),
    write: ({ texts }) => ({
      handoff_texts: Object.fromEntries(
        Object.entries(texts).filter(([, text]) => text.trim() !== ''),
      ),
    }),
    names: { texts: t('area.texts') },
  });
  const texts = model.form.watch('texts');
  const set = (key: string, text: string) =>
    model.form.setValue('texts', { ...texts, [key]: text }, { shouldDirty: true });
  return (
    <div className={styles.page}>
      <Notice>{t('texts.about')}</Notice>
      <FormFrame model={model} conflict={t('site.conflict')}>
        <SelectField
          label={t('texts.language')}
          value={language}
          onChange={(e) => setLanguage(e.target.value)}
        >
          {languages.map(([code, name]) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </SelectField>
        {lines.map(({ name, holes }) => (
          <TextArea
            key={name}
            label={t(`texts.${name}`)}
            optional={t('texts.own')}
            help={t('texts.holes', { holes })}
            rows={2}
            maxLength={1000}
            dir="auto"
            lang={language}
            value={texts[`${language}.${name}`] ?? ''}
            onChange={(e) => set(`${language}.${name}`, e.target.value)}
          />
        ))}
      </FormFrame>
    </div>
  );
}

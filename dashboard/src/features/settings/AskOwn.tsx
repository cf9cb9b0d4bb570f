import { type FormEvent, useState } from 'react';
import { asApiError } from '../../data/errors.ts';
import { type Situation, type Staffing, useRehearse } from '../../data/rehearsal.ts';
import type { Site } from '../../data/team.ts';
import { t } from '../../text/planning.ts';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { Checkbox, SelectField, TextField } from '../../ui/fields.tsx';
import { Notice } from '../../ui/states.tsx';
import styles from './GoLive.module.css';
import { siteLocales } from './locales.ts';
import { RehearsedCard } from './RehearsedCard.tsx';
import { moods, moodWord } from './ruleWords.ts';

const staffings: readonly Staffing[] = ['now', 'everybody_free', 'everybody_full', 'nobody'];

const empty = {
  at: '',
  language: '',
  tier: '',
  topic: '',
  page: '',
  sentiment: 'calm',
  staffing: 'everybody_free',
  contact: false,
};

type Draft = typeof empty;

/** What was written, without what was left empty. */
function situationOf(d: Draft): Situation {
  const mood = moods.find((m) => m === d.sentiment);
  const staffing = staffings.find((s) => s === d.staffing);
  return {
    ...(d.at ? { at: new Date(d.at).toISOString() } : {}),
    ...(d.language ? { language: d.language } : {}),
    ...(d.tier.trim() ? { tier: d.tier.trim() } : {}),
    ...(d.topic.trim() ? { topic: d.topic.trim() } : {}),
    ...(d.page.trim() ? { page: d.page.trim() } : {}),
    ...(mood && mood !== 'calm' ? { sentiment: mood } : {}),
    ...(mood === 'angry' ? { reason: 'sentiment' as const } : {}),
    ...(d.contact ? { contact_known: true } : {}),
    ...(staffing ? { staffing } : {}),
  };
}

/** A question of one's own. */
export function AskOwn({ site }: { site: Site }) {
  const [draft, setDraft] = useState(empty);
  const ask = useRehearse(site.id);
  const set = (part: Partial<Draft>) => setDraft({ ...draft, ...part });
  const submit = (e: FormEvent) => {
    e.preventDefault();
    ask.mutate(situationOf(draft));
  };
  const failure = ask.error ? asApiError(ask.error) : undefined;
  const wrong = (field: string) =>
    failure?.field === `situations[0].${field}` ? failure.message : undefined;
  const elsewhere = failure && !['at', 'tier', 'topic', 'page'].some(wrong);
  return (
    <Card title={t('golive.own')} about={t('golive.ownAbout')}>
      <form className={styles.form} onSubmit={submit} noValidate>
        <div className={styles.fields}>
          <TextField
            type="datetime-local"
            label={t('golive.at')}
            help={t('golive.atHelp')}
            error={wrong('at')}
            value={draft.at}
            onChange={(e) => set({ at: e.target.value })}
          />
          <SelectField
            label={t('golive.staffing')}
            value={draft.staffing}
            onChange={(e) => set({ staffing: e.target.value })}
          >
            {staffings.map((s) => (
              <option key={s} value={s}>
                {t(`golive.staffing.${s}`)}
              </option>
            ))}
          </SelectField>
          <SelectField
            label={t('golive.language')}
            value={draft.language}
            onChange={(e) => set({ language: e.target.value })}
          >
            <option value="">{t('golive.siteLanguage')}</option>
            {siteLocales(site.locale).map(([code, name]) => (
              <option key={code} value={code}>
                {name}
              </option>
            ))}
          </SelectField>
          <SelectField
            label={t('golive.mood')}
            value={draft.sentiment}
            onChange={(e) => set({ sentiment: e.target.value })}
          >
            {moods.map((m) => (
              <option key={m} value={m}>
                {moodWord(m)}
              </option>
            ))}
          </SelectField>
          {(['tier', 'topic', 'page'] as const).map((field) => (
            <TextField
              key={field}
              label={t(`golive.${field}`)}
              optional={t('state.optional')}
              placeholder={t(`rules.example.${field}`).split(',')[0]}
              error={wrong(field)}
              value={draft[field]}
              onChange={(e) => set({ [field]: e.target.value })}
            />
          ))}
        </div>
        <Checkbox
          label={t('golive.contact')}
          checked={draft.contact}
          onChange={(e) => set({ contact: e.target.checked })}
        />
        {elsewhere && (
          <Notice tone="bad" alert>
            {failure.message}
          </Notice>
        )}
        <div>
          <Button type="submit" tone="primary" busy={ask.isPending}>
            {t('golive.ask')}
          </Button>
        </div>
      </form>
      <div role="status" className={styles.list}>
        {ask.data?.map((a) => (
          <RehearsedCard key={a.question} answer={a} site={site.id} />
        ))}
      </div>
    </Card>
  );
}

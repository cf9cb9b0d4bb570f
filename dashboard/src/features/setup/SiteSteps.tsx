// The steps after signing in: hours, answers, snippet. Each can be skipped, and done again later.

import { useState } from 'react';
import type { Schema } from '../../data/api.ts';
import { type Chosen, portions, readFiles } from '../../data/articleFiles.ts';
import { asApiError } from '../../data/errors.ts';
import { type Hours, readHours, timeZones, usualHours, writeHours } from '../../data/hours.ts';
import { describeHours, hoursWords } from '../../data/hoursWords.ts';
import { installWords } from '../../data/installWords.ts';
import { useArticles, useImportArticles } from '../../data/knowledge.ts';
import { type Site, useInstall, useUpdateSite } from '../../data/team.ts';
import { t } from '../../text/setup.ts';
import { Button } from '../../ui/Button.tsx';
import { DomainList } from '../../ui/DomainList.tsx';
import { FilePicker } from '../../ui/FilePicker.tsx';
import { RadioCard } from '../../ui/fields.tsx';
import { HoursEditor } from '../../ui/HoursEditor.tsx';
import { ImportResults } from '../../ui/ImportResults.tsx';
import { InstallGuide } from '../../ui/InstallGuide.tsx';
import { Bone, Failed, Notice, Skeleton } from '../../ui/states.tsx';
import styles from './Setup.module.css';
import { StepFoot, StepHead } from './SetupFrame.tsx';
import { starterArticles } from './starterArticles.ts';

export type StepProps = {
  site: Site;
  onBack?: (() => void) | undefined;
  onSkip: () => void;
  onDone: () => void;
};

export function HoursStep({ site, onSkip, onDone }: StepProps) {
  const [hours, setHours] = useState<Hours>(
    () => readHours(site.hours) ?? usualHours(Intl.DateTimeFormat().resolvedOptions().timeZone),
  );
  const { mutate, isPending, error } = useUpdateSite(site.id);
  return (
    <form
      className={styles.form}
      onSubmit={(e) => {
        e.preventDefault();
        mutate({ hours: writeHours(hours) }, { onSuccess: onDone });
      }}
    >
      <StepHead title={t('setup.hoursTitle')} about={t('setup.hoursAbout')} />
      {error && (
        <Notice tone="bad" alert>
          {error.message}
        </Notice>
      )}
      <HoursEditor
        hours={hours}
        zones={timeZones(hours.zone)}
        words={hoursWords()}
        onChange={setHours}
      />
      <StepFoot>
        <span className={styles.grow} />
        <Button onClick={onSkip}>{t('setup.skip')}</Button>
        <Button type="submit" tone="primary" busy={isPending}>
          {t('setup.continue')}
        </Button>
      </StepFoot>
    </form>
  );
}

type Source = 'starter' | 'files';

export function AnswersStep({ site, onBack, onSkip, onDone }: StepProps) {
  const [source, setSource] = useState<Source>('starter');
  const [chosen, setChosen] = useState<Chosen>();
  const [results, setResults] = useState<Schema['ArticleFileResult'][]>([]);
  const existing =
    useArticles(site.id, '').data?.pages.reduce((n, p) => n + p.articles.length, 0) ?? 0;
  const { mutateAsync, isPending, error } = useImportArticles(site.id);
  const files =
    source === 'starter'
      ? starterArticles(site.name, describeHours(readHours(site.hours)))
      : (chosen?.files ?? []);
  const run = async () => {
    let refused = false;
    for (const part of portions(files)) {
      const done = await mutateAsync(part);
      refused ||= done.some((r) => r.outcome === 'refused');
      setResults((before) => [...before, ...done]);
    }
    if (!refused) onDone();
  };
  return (
    <div className={styles.form}>
      <StepHead title={t('setup.answersTitle')} about={t('setup.answersAbout')} />
      {existing > 0 && <Notice tone="good">{t('setup.haveArticles', { n: existing })}</Notice>}
      {results.length > 0 ? (
        <ImportResults
          label={t('import.results')}
          lines={results.map((r) => ({
            name: r.name,
            good: r.outcome !== 'refused',
            words: r.say ?? t(`import.${r.outcome}`),
          }))}
        />
      ) : (
        <fieldset className={styles.choices}>
          <legend>{t('setup.source')}</legend>
          <RadioCard
            name="source"
            value="starter"
            chosen={source}
            onChange={setSource}
            label={t('setup.starter')}
            help={t('setup.starterHelp')}
          />
          <RadioCard
            name="source"
            value="files"
            chosen={source}
            onChange={setSource}
            label={t('setup.ownFiles')}
            help={t('setup.ownFilesHelp')}
          />
        </fieldset>
      )}
      {source === 'files' && results.length === 0 && (
        <FilePicker
          label={t('import.choose')}
          help={chosen ? t('setup.chosen', { n: chosen.files.length }) : t('import.help')}
          chooseFiles={t('import.files')}
          chooseFolder={t('import.folder')}
          onFiles={(list) => void readFiles(list).then(setChosen)}
        />
      )}
      {source === 'files' && chosen && chosen.files.length === 0 && (
        <Notice tone="warn">{t('import.noMarkdown')}</Notice>
      )}
      {error && (
        <Notice tone="bad" alert>
          {asApiError(error).message}
        </Notice>
      )}
      <StepFoot>
        <Button icon="back" onClick={onBack}>
          {t('state.back')}
        </Button>
        <span className={styles.grow} />
        <Button onClick={onSkip}>{t('setup.skip')}</Button>
        {results.length > 0 ? (
          <Button tone="primary" onClick={onDone}>
            {t('setup.continue')}
          </Button>
        ) : (
          <Button
            tone="primary"
            busy={isPending}
            disabled={files.length === 0}
            onClick={() => void run().catch(() => undefined)}
          >
            {t('setup.addArticles', { n: files.length })}
          </Button>
        )}
      </StepFoot>
    </div>
  );
}

export function InstallStep({ site, onBack, onSkip, onDone }: StepProps) {
  const { data: install, error, refetch } = useInstall(site.id);
  const update = useUpdateSite(site.id);
  const seen = install?.first_seen_at !== undefined;
  return (
    <div className={styles.form}>
      <StepHead title={t('setup.installTitle')} about={t('setup.installAbout')} />
      {error ? (
        <Failed
          what={t('install.failed')}
          say={error.message}
          requestId={asApiError(error).requestId}
          retry={t('state.retry')}
          onRetry={() => void refetch()}
        />
      ) : install ? (
        <>
          <InstallGuide install={install} words={installWords(install)} />
          <DomainList
            label={t('site.domains')}
            domains={site.domains}
            words={{
              add: t('site.addDomain'),
              remove: (domain) => t('site.removeDomain', { domain }),
              placeholder: 'shop.example.com',
              bad: t('site.domainBad'),
            }}
            error={update.error?.message}
            onChange={(domains) => update.mutate({ domains })}
          />
        </>
      ) : (
        <Skeleton label={t('state.loading')}>
          <Bone width="xl" shape="block" />
        </Skeleton>
      )}
      <StepFoot>
        <Button icon="back" onClick={onBack}>
          {t('state.back')}
        </Button>
        <span className={styles.grow} />
        {!seen && <Button onClick={onSkip}>{t('setup.skip')}</Button>}
        <Button tone={seen ? 'primary' : 'line'} onClick={onDone}>
          {seen ? t('setup.toTest') : t('setup.withoutVisit')}
        </Button>
      </StepFoot>
    </div>
  );
}

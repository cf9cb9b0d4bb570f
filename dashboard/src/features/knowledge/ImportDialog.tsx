import { useState } from 'react';
import type { Schema } from '../../data/api.ts';
import { type Chosen, portions, readFiles } from '../../data/articleFiles.ts';
import { useImportArticles } from '../../data/knowledge.ts';
import type { Site } from '../../data/team.ts';
import { t } from '../../text/rooms.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { DialogActions } from '../../ui/DialogActions.tsx';
import { FilePicker } from '../../ui/FilePicker.tsx';
import { ImportResults } from '../../ui/ImportResults.tsx';
import { Notice } from '../../ui/states.tsx';

type Props = { open: boolean; site: Site; onClose: () => void };

export function ImportDialog({ open, site, onClose }: Props) {
  return (
    <Dialog
      open={open}
      onClose={onClose}
      width="m"
      title={t('import.title', { site: site.name })}
      about={t('import.about')}
    >
      <Import site={site} onClose={onClose} />
    </Dialog>
  );
}

function Import({ site, onClose }: Omit<Props, 'open'>) {
  const [chosen, setChosen] = useState<Chosen>();
  const [results, setResults] = useState<Schema['ArticleFileResult'][]>([]);
  const { mutateAsync, isPending, error } = useImportArticles(site.id);
  const run = async () => {
    for (const part of portions(chosen?.files ?? [])) {
      const done = await mutateAsync(part);
      setResults((before) => [...before, ...done]);
    }
    setChosen(undefined);
  };
  const count = chosen?.files.length ?? 0;
  return (
    <>
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
        <FilePicker
          label={t('import.choose')}
          help={t('import.help')}
          chooseFiles={t('import.files')}
          chooseFolder={t('import.folder')}
          onFiles={(files) => void readFiles(files).then(setChosen)}
        />
      )}
      {chosen && count === 0 && <Notice tone="warn">{t('import.noMarkdown')}</Notice>}
      {chosen && count > 0 && chosen.skipped.length > 0 && (
        <Notice>{t('import.skipped', { n: chosen.skipped.length })}</Notice>
      )}
      {error && (
        <Notice tone="bad" alert>
          {error.message}
        </Notice>
      )}
      <DialogActions>
        <Button tone="line" onClick={onClose}>
          {results.length > 0 ? t('state.close') : t('state.cancel')}
        </Button>
        {results.length === 0 && (
          <Button
            tone="primary"
            icon="upload"
            busy={isPending}
            disabled={count === 0}
            onClick={() => void run().catch(() => undefined)}
          >
            {count > 0 ? t('import.do', { n: count }) : t('import.doNone')}
          </Button>
        )}
      </DialogActions>
    </>
  );
}

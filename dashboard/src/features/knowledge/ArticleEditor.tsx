import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useForm, useWatch } from 'react-hook-form';
import * as z from 'zod/mini';
import { formResolver } from '../../data/forms.ts';
import { type Article, useDeleteArticle, useSaveArticle } from '../../data/knowledge.ts';
import { mergeFields } from '../../data/merge.ts';
import { t } from '../../text/rooms.ts';
import { fullTime } from '../../text/time.ts';
import { Button } from '../../ui/Button.tsx';
import { Conflict } from '../../ui/Conflict.tsx';
import { Checkbox, TextArea, TextField } from '../../ui/fields.tsx';
import { LazyConfirm } from '../../ui/LazyConfirm.tsx';
import { Markdown } from '../../ui/Markdown.tsx';
import { SaveBar } from '../../ui/SaveBar.tsx';
import { Segments } from '../../ui/Segments.tsx';
import { sayDone, sayFailed } from '../../ui/toasts.ts';
import { useLeaveGuard } from '../../ui/useLeaveGuard.ts';
import styles from './ArticleEditor.module.css';
import { articleDifferences, articleInput, articleValues } from './articleForm.ts';

const schema = z.object({
  title: z
    .string()
    .check(z.trim(), z.minLength(1, { error: () => t('article.noTitle') }), z.maxLength(200)),
  collection: z.string().check(z.maxLength(100)),
  language: z.string().check(z.maxLength(35)),
  body: z.string().check(z.minLength(1, { error: () => t('article.noBody') })),
  phrasings: z.string(),
  draft: z.boolean(),
});

export type ArticleValues = z.infer<typeof schema>;

type Props = {
  site: string;
  /** Undefined for a new one. */
  article: Article | undefined;
  /** Fetches what the server has now, after a conflict. */
  onReload: () => Promise<Article | undefined>;
};

export function ArticleEditor({ site, article, onReload }: Props) {
  const navigate = useNavigate();
  const [view, setView] = useState<'write' | 'preview'>('write');
  const [base, setBase] = useState(article);
  const [theirs, setTheirs] = useState<Article>();
  const [leaving, setLeaving] = useState(false);
  const form = useForm<ArticleValues>({
    resolver: formResolver(schema),
    defaultValues: articleValues(article),
  });
  const { errors, isDirty } = form.formState;
  const save = useSaveArticle(site, base?.id);
  const guard = useLeaveGuard(isDirty && !leaving);
  const store = (version: number | undefined) => (values: ArticleValues) =>
    save.mutate(articleInput(values, version), {
      onSuccess: (saved) => {
        setTheirs(undefined);
        setBase(saved);
        form.reset(articleValues(saved));
        sayDone(t('article.saved'), 'check');
        if (!base) {
          setLeaving(true);
          void navigate({
            to: '/knowledge/$article',
            params: { article: saved.id },
            search: { site },
            replace: true,
          });
        }
      },
      onError: (error) => {
        if (error.code === 'conflict') void onReload().then(setTheirs);
        else if (error.field && error.field in values)
          form.setError(error.field as keyof ArticleValues, { message: error.message });
      },
    });
  return (
    <form
      className={styles.editor}
      onSubmit={(e) => void form.handleSubmit(store(base?.version))(e)}
      noValidate
    >
      <div className={styles.scroll}>
        <Top article={base} site={site} onDeleted={() => setLeaving(true)} />
        {theirs && (
          <Conflict
            title={t('article.conflict')}
            theirs={t('conflict.theirs', { when: fullTime(theirs.updated_at) })}
            differences={articleDifferences({
              base: articleValues(base),
              mine: form.getValues(),
              theirs: articleValues(theirs),
            })}
            onTake={() => {
              setBase(theirs);
              form.reset(articleValues(theirs));
              setTheirs(undefined);
            }}
            onKeep={() => {
              const merged = mergeFields(
                articleValues(base),
                form.getValues(),
                articleValues(theirs),
              );
              setBase(theirs);
              setTheirs(undefined);
              form.reset(merged, { keepDefaultValues: true });
              void form.handleSubmit(store(theirs.version))();
            }}
          />
        )}
        <TextField
          label={t('article.title')}
          error={errors.title?.message}
          dir="auto"
          {...form.register('title')}
        />
        <div className={styles.pair}>
          <TextField
            label={t('article.collection')}
            optional={t('state.optional')}
            {...form.register('collection')}
          />
          <TextField
            label={t('article.language')}
            optional={t('state.optional')}
            help={t('article.languageHelp')}
            error={errors.language?.message}
            {...form.register('language')}
          />
        </div>
        <div className={styles.body}>
          <div className={styles.bodyHead}>
            <Segments
              label={t('article.view')}
              value={view}
              onChange={setView}
              options={[
                { value: 'write', label: t('article.write') },
                { value: 'preview', label: t('article.preview') },
              ]}
            />
          </div>
          {view === 'write' ? (
            <TextArea
              label={t('article.body')}
              help={t('article.bodyHelp')}
              rows={18}
              dir="auto"
              error={errors.body?.message}
              {...form.register('body')}
            />
          ) : (
            <Preview control={form.control} />
          )}
        </div>
        <TextArea
          label={t('article.phrasings')}
          optional={t('state.optional')}
          help={t('article.phrasingsHelp')}
          rows={3}
          dir="auto"
          {...form.register('phrasings')}
        />
        <Checkbox label={t('article.draft')} {...form.register('draft')} />
      </div>
      <SaveBar
        dirty={isDirty}
        busy={save.isPending}
        error={save.error && save.error.code !== 'conflict' ? save.error.message : undefined}
        words={{
          unsaved: t('form.unsaved'),
          saved: base
            ? t('article.savedAt', { when: fullTime(base.updated_at) })
            : t('article.notYet'),
          undo: t('state.undo'),
          save: t('state.save'),
        }}
        onUndo={() => form.reset(articleValues(base))}
      />
      <LazyConfirm
        open={guard.asking}
        onClose={guard.stay}
        title={t('form.leaveTitle')}
        about={t('form.leaveAbout')}
        keep={t('form.stay')}
        confirm={t('form.leave')}
        onConfirm={guard.leave}
      />
    </form>
  );
}

function Preview({ control }: { control: ReturnType<typeof useForm<ArticleValues>>['control'] }) {
  const { title, body } = useWatch({ control });
  return (
    <article className={styles.preview}>
      <h2 dir="auto">{title}</h2>
      <Markdown text={body ?? ''} as="article" />
    </article>
  );
}

function Top({
  article,
  site,
  onDeleted,
}: {
  article: Article | undefined;
  site: string;
  onDeleted: () => void;
}) {
  const navigate = useNavigate();
  const [asking, setAsking] = useState(false);
  const { mutate, isPending } = useDeleteArticle(site);
  return (
    <div className={styles.top}>
      <h2>{article ? t('article.edit') : t('article.new')}</h2>
      {article && (
        <Button tone="danger" size="s" icon="trash" onClick={() => setAsking(true)}>
          {t('article.delete')}
        </Button>
      )}
      <LazyConfirm
        open={asking}
        onClose={() => setAsking(false)}
        title={t('article.deleteTitle', { title: article?.title ?? '' })}
        about={t('article.deleteAbout')}
        keep={t('article.deleteKeep')}
        confirm={t('article.deleteDo')}
        busy={isPending}
        onConfirm={() =>
          article &&
          mutate(article.id, {
            onError: (error) => sayFailed(error.message),
            onSuccess: () => {
              onDeleted();
              setAsking(false);
              sayDone(t('article.deleted'), 'trash');
              void navigate({ to: '/knowledge', search: { site }, ignoreBlocker: true });
            },
          })
        }
      />
    </div>
  );
}

import { useState } from 'react';
import * as z from 'zod/mini';
import { formResolver } from '../../data/forms.ts';
import { mergeList } from '../../data/merge.ts';
import type { Site } from '../../data/team.ts';
import { type Topic, type Topics, useSaveTopics } from '../../data/topics.ts';
import { topicLabel } from '../../data/visitor.ts';
import { t } from '../../text/planning.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { Switch } from '../../ui/fields.tsx';
import { Notice } from '../../ui/states.tsx';
import { sayDone } from '../../ui/toasts.ts';
import { FormFrame } from './FormFrame.tsx';
import routing from './Routing.module.css';
import styles from './Settings.module.css';
import { TopicDialog } from './TopicDialog.tsx';
import { TopicTrial } from './TopicTrial.tsx';
import { useVersionedForm } from './useVersionedForm.ts';

const schema = z.object({
  topics: z.array(
    z.object({
      name: z.string(),
      off: z.boolean(),
      shipped: z.boolean(),
      examples: z.array(z.string()),
    }),
  ),
});

type Values = z.infer<typeof schema>;
type Kept = Required<Topic>;

/** The topics of a site, as a list that is stored as a whole. */
export function TopicsForm({ site, topics }: { site: Site; topics: Topics }) {
  const save = useSaveTopics(site.id);
  /** What the dialog is open for: a place in the list, or one more. */
  const [open, setOpen] = useState<number>();
  const model = useVersionedForm<Topics, Values>({
    thing: topics,
    resolver: formResolver(schema),
    read: (x) => ({ topics: x.topics.map(whole) }),
    names: { topics: t('area.topics') },
    show: (_, value) => (value as Kept[]).map(line).join('; '),
    merge: (base, mine, theirs) => ({
      topics: mergeList(base.topics, mine.topics, theirs.topics, (topic) => topic.name),
    }),
    busy: save.isPending,
    save: (values, version) => save.mutateAsync({ topics: values.topics, version }),
    present: (error) => error.detail.present.topics,
    onSaved: () => sayDone(t('topics.saved', { site: site.name }), 'check'),
  });
  const list = model.form.watch('topics');
  const set = (next: Kept[]) => {
    model.form.clearErrors();
    model.form.setValue('topics', next, { shouldDirty: true });
  };
  const change = (at: number, topic: Kept) => set(list.map((x, i) => (i === at ? topic : x)));
  const chosen = open === undefined ? undefined : list[open];
  return (
    <div className={styles.page}>
      <Notice>{t('topics.about')}</Notice>
      <FormFrame model={model} conflict={t('topics.conflict')}>
        <ul className={routing.topics} aria-label={t('area.topics')}>
          {list.map((topic, i) => (
            <li key={topic.name} className={routing.topic}>
              <Switch
                label={<bdi>{topicLabel(topic.name)}</bdi>}
                help={examplesOf(topic)}
                checked={!topic.off}
                onChange={(on) => change(i, { ...topic, off: !on })}
              />
              <span className={routing.acts}>
                <Button
                  size="s"
                  tone="line"
                  icon="pencil"
                  aria-label={t('team.editOf', { name: topicLabel(topic.name) })}
                  onClick={() => setOpen(i)}
                >
                  {t('state.edit')}
                </Button>
                {!topic.shipped && (
                  <IconButton
                    size="s"
                    icon="trash"
                    label={t('topics.remove', { name: topicLabel(topic.name) })}
                    onClick={() => set(list.filter((_, at) => at !== i))}
                  />
                )}
              </span>
            </li>
          ))}
        </ul>
        <div>
          <Button icon="plus" onClick={() => setOpen(list.length)}>
            {t('topics.add')}
          </Button>
        </div>
      </FormFrame>
      <TopicTrial site={site.id} topics={list} />
      {open !== undefined && (
        <TopicDialog
          topic={chosen}
          taken={list.filter((_, i) => i !== open).map((x) => x.name)}
          onClose={() => setOpen(undefined)}
          onDone={(topic) => {
            if (chosen) change(open, whole(topic));
            else set([...list, whole(topic)]);
            setOpen(undefined);
          }}
        />
      )}
    </div>
  );
}

function whole(topic: Topic): Kept {
  return { off: false, shipped: false, examples: [], ...topic };
}

function examplesOf(topic: Kept): string {
  const n = topic.examples.length;
  if (!topic.shipped) return t('topics.examples', { n });
  return n > 0 ? t('topics.shippedAnd', { n }) : t('topics.shipped');
}

function line(topic: Kept): string {
  const words = `${topicLabel(topic.name)}: ${examplesOf(topic)}`;
  return topic.off ? t('rules.lineOff', { line: words }) : words;
}

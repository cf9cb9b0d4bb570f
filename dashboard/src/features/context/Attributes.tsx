import type { ConversationState } from '../../data/conversationState.ts';
import { fieldLabel } from '../../data/visitor.ts';
import { t } from '../../text/text.ts';
import { fullTime } from '../../text/time.ts';
import { Tag } from '../../ui/marks.tsx';
import styles from './ContextPane.module.css';

/** What the site's page told of the visitor: signed, and what anybody could have typed. */
export function Attributes({ state }: { state: ConversationState }) {
  const { signed = {}, attributes = {} } = state.visitor;
  return (
    <>
      <List title={t('context.signed')} mark={t('context.signedMark')} good all={signed} />
      <List title={t('context.told')} mark={t('context.unverifiedMark')} all={attributes} />
    </>
  );
}

function List(props: {
  title: string;
  mark: string;
  good?: boolean;
  all: Readonly<Record<string, string>>;
}) {
  const { title, mark, good = false, all } = props;
  const names = Object.keys(all).sort();
  if (names.length === 0) return null;
  return (
    <section className={styles.section} aria-label={`${title}, ${mark}`}>
      <h3>
        {title}
        {good ? (
          <Tag tone="good" icon="check">
            {mark}
          </Tag>
        ) : (
          <Tag>{mark}</Tag>
        )}
      </h3>
      <dl className={styles.kv}>
        {names.map((name) => (
          <div className={styles.pair} key={name}>
            <dt>{fieldLabel(name)}</dt>
            <dd>
              <bdi className={styles.value} title={all[name]}>
                {valueText(all[name] ?? '')}
              </bdi>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** Attributes travel as text; a moment and a yes are read better in words. */
function valueText(value: string): string {
  if (value === 'true') return t('context.yes');
  if (value === 'false') return t('context.no');
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/u.test(value) ? fullTime(value) : value;
}

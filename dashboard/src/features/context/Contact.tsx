import type { Schema } from '../../data/api.ts';
import type { ConversationState } from '../../data/conversationState.ts';
import { pictureName, visitorName } from '../../data/visitor.ts';
import { languagesOf } from '../../text/languages.ts';
import { t } from '../../text/text.ts';
import { timeThere } from '../../text/time.ts';
import { useNow } from '../../text/useNow.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { Icon } from '../../ui/Icon.tsx';
import styles from './ContextPane.module.css';
import { InlineEdit } from './InlineEdit.tsx';

/** The visitor's name and how to reach them. */
export function Contact({ state }: { state: ConversationState }) {
  const { visitor, conversation: c } = state;
  const now = useNow('halfMinute');
  const there = timeThere(visitor.timezone, now);
  const place = [visitor.location, there && t('context.there', { time: there })]
    .filter(Boolean)
    .join(' · ');
  const languages = languagesOf(c.language, visitor.locale);
  return (
    <section className={styles.section} aria-label={t('context.contact')}>
      <div className={styles.person}>
        <Avatar id={visitor.id} name={pictureName(visitor)} size="l" />
        <div className={styles.who}>
          <p className={styles.name}>
            <bdi>{visitorName(visitor)}</bdi>
          </p>
          {place && <p className={styles.where}>{place}</p>}
          <Identity visitor={visitor} />
        </div>
      </div>
      <dl className={styles.kv}>
        <InlineEdit conversation={c.id} name="name" label={t('field.name')} value={visitor.name} />
        <InlineEdit
          conversation={c.id}
          name="email"
          label={t('field.email')}
          value={visitor.email}
        />
        <InlineEdit
          conversation={c.id}
          name="phone"
          label={t('field.phone')}
          value={visitor.phone}
        />
        {visitor.external_id && (
          <div className={styles.pair}>
            <dt>{t('context.externalID')}</dt>
            <dd>
              <bdi className={styles.value} title={visitor.external_id}>
                {visitor.external_id}
              </bdi>
            </dd>
          </div>
        )}
        {languages && (
          <div className={styles.pair}>
            <dt>{t('context.language')}</dt>
            <dd>
              <span className={styles.value}>{languages}</span>
            </dd>
          </div>
        )}
      </dl>
    </section>
  );
}

/** Whether the site vouches for who this is, and for what of it only somebody's word stands. */
function Identity({ visitor }: { visitor: Schema['VisitorRecord'] }) {
  if (!visitor.verified) {
    if (!visitor.name && !visitor.email) return null;
    return <p className={styles.identity}>{t('context.unverified')}</p>;
  }
  const typed = (['name', 'email', 'phone'] as const)
    .filter((field) => visitor[field] && !visitor.proved?.includes(field))
    .map((field) => t(`field.${field}`));
  return (
    <>
      <p className={styles.identity} data-verified="">
        <Icon name="check" size="s" />
        {t('context.verified')}
      </p>
      {typed.length > 0 && (
        <p className={styles.identity}>{t('context.notProved', { fields: typed.join(', ') })}</p>
      )}
    </>
  );
}

import { lazy, Suspense, useState } from 'react';
import { useIsAdmin } from '../../data/me.ts';
import {
  hueOf,
  type OwnStatus,
  useDeleteOwnStatus,
  useMoveOwnStatus,
  useOwnStatuses,
} from '../../data/ownStatuses.ts';
import { useAgents } from '../../data/team.ts';
import { t } from '../../text/rooms.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { LazyConfirm } from '../../ui/LazyConfirm.tsx';
import { PresenceDot, Tag } from '../../ui/marks.tsx';
import { Grip, MoveButtons, type Order, OrderWords, useOrder } from '../../ui/order.tsx';
import { Bone, Empty, Notice } from '../../ui/states.tsx';
import { sayDone, sayFailed } from '../../ui/toasts.ts';
import { adminNames } from './adminNames.ts';
import routing from './Routing.module.css';
import styles from './Settings.module.css';
import { Unloaded } from './Unloaded.tsx';

const StatusDialog = lazy(() =>
  import('./StatusDialog.tsx').then((m) => ({ default: m.StatusDialog })),
);

type Open = { at: 'edit'; status: OwnStatus | undefined } | { at: 'delete'; status: OwnStatus };

/** The installation's own statuses, in the order in which people see them. */
export function StatusesPage() {
  const { data: statuses, error, refetch } = useOwnStatuses();
  const agents = useAgents().data ?? [];
  const admin = useIsAdmin();
  const move = useMoveOwnStatus();
  const remove = useDeleteOwnStatus();
  const [open, setOpen] = useState<Open>();
  const close = () => setOpen(undefined);
  const list = statuses ?? [];
  const name = (id: string) => list.find((s) => s.id === id)?.name ?? '';
  const order = useOrder({
    ids: list.map((s) => s.id),
    onMove: (from, place) => {
      const id = list[from]?.id;
      if (id) move.mutate({ id, place }, { onError: (e) => sayFailed(e.message) });
    },
    said: (id, place) => t('order.said', { name: name(id), place, of: list.length }),
  });
  if (error || !statuses) {
    return (
      <Unloaded what={t('statuses.failed')} error={error} refetch={refetch}>
        <Bone width="l" />
        <Bone width="m" />
      </Unloaded>
    );
  }
  const gone = open?.at === 'delete' ? open.status : undefined;
  return (
    <div className={styles.page}>
      {!admin && <Notice>{t('statuses.adminsOnly', { names: adminNames(agents) })}</Notice>}
      <Card
        title={t('statuses.title')}
        about={t('statuses.about')}
        end={
          admin && (
            <Button
              tone="primary"
              icon="plus"
              onClick={() => setOpen({ at: 'edit', status: undefined })}
            >
              {t('statuses.add')}
            </Button>
          )
        }
        flush
      >
        {list.length === 0 ? (
          <Empty icon="clock" title={t('statuses.empty')} why={t('statuses.emptyWhy')} />
        ) : (
          <ul>
            {list.map((s, i) => (
              <Row
                key={s.id}
                status={s}
                at={i}
                of={list.length}
                order={admin ? order : undefined}
                onEdit={() => setOpen({ at: 'edit', status: s })}
                onDelete={() => setOpen({ at: 'delete', status: s })}
              />
            ))}
          </ul>
        )}
        <OrderWords order={order} />
      </Card>
      <Suspense fallback={null}>
        {open?.at === 'edit' && <StatusDialog status={open.status} onClose={close} />}
      </Suspense>
      <LazyConfirm
        open={gone !== undefined}
        onClose={close}
        title={t('statuses.deleteTitle', { status: gone?.name ?? '' })}
        about={t('statuses.deleteAbout', {
          n: gone?.people ?? 0,
          stands: t(`presence.${gone?.stands_for ?? 'away'}`),
        })}
        keep={t('delete.keep')}
        confirm={t('delete.do')}
        busy={remove.isPending}
        onConfirm={() =>
          gone &&
          remove.mutate(gone.id, {
            onError: (e) => sayFailed(e.message),
            onSuccess: () => {
              sayDone(t('statuses.deleted', { status: gone.name }), 'trash');
              close();
            },
          })
        }
      />
    </div>
  );
}

type RowProps = {
  status: OwnStatus;
  at: number;
  of: number;
  /** Only admins change the order. */
  order: Order | undefined;
  onEdit: () => void;
  onDelete: () => void;
};

function Row({ status: s, at, of, order, onEdit, onDelete }: RowProps) {
  return (
    <li className={routing.line} {...order?.row(at)}>
      {order && <Grip order={order} at={at} />}
      <PresenceDot shade={s.stands_for} hue={hueOf(s.color)} />
      <span className={routing.lineWords}>
        <bdi className={routing.strong}>{s.name}</bdi>
        <small>
          {t('statuses.as', { stands: t(`presence.${s.stands_for}`) })}
          {s.people > 0 && ` · ${t('statuses.people', { n: s.people })}`}
        </small>
      </span>
      <Tag>{s.takes_work ? t('statuses.takesWork') : t('statuses.takesNone')}</Tag>
      {order && (
        <span className={routing.acts}>
          <MoveButtons
            order={order}
            id={s.id}
            at={at}
            of={of}
            up={t('order.up', { name: s.name })}
            down={t('order.down', { name: s.name })}
          />
          <Button
            size="s"
            tone="line"
            icon="pencil"
            aria-label={t('team.editOf', { name: s.name })}
            onClick={onEdit}
          >
            {t('state.edit')}
          </Button>
          <IconButton
            size="s"
            icon="trash"
            label={t('delete.of', { name: s.name })}
            onClick={onDelete}
          />
        </span>
      )}
    </li>
  );
}

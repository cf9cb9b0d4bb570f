import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useInboxState } from '../../data/inbox.ts';
import type { InboxRow } from '../../data/inboxRows.ts';
import { useIsSupervisor, useMe } from '../../data/me.ts';
import { visitorName } from '../../data/visitor.ts';
import { t } from '../../text/text.ts';
import { waitLength } from '../../text/time.ts';
import { useNow } from '../../text/useNow.ts';
import { sayAlert } from '../../ui/toasts.ts';
import { dueNews } from './dueNews.ts';

/** Says it when the time for an answer runs short or out. */
export function DueAlerts(): null {
  const now = useNow('second');
  const { agent } = useMe();
  const supervises = useIsSupervisor();
  const { rows } = useInboxState();
  const navigate = useNavigate();
  const told = useRef(now);
  useEffect(() => {
    const open = (row: InboxRow) =>
      void navigate({
        to: '/inbox/$conversation',
        params: { conversation: row.conversation },
        search: true,
      });
    for (const { row, late } of dueNews(rows.values(), told.current, now, agent.id, supervises)) {
      const who = visitorName(row.visitor);
      const left = row.sla ? waitLength(Date.parse(row.sla.due_at) - now) : '';
      sayAlert(late ? t('due.late', { who }) : t('due.short', { who, left }), {
        label: t('due.open'),
        run: () => open(row),
      });
    }
    told.current = now;
  }, [now, rows, agent.id, supervises, navigate]);
  return null;
}

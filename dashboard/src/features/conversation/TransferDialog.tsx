import { useState } from 'react';
import { useMyId } from '../../data/me.ts';
import type { Agent } from '../../data/presence.ts';
import { useAgents } from '../../data/team.ts';
import { t } from '../../text/text.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { DialogActions } from '../../ui/DialogActions.tsx';
import { RadioCard, TextArea, TextField } from '../../ui/fields.tsx';
import { PresenceDot, Slots } from '../../ui/marks.tsx';
import styles from './TransferDialog.module.css';

type Props = {
  open: boolean;
  onClose: () => void;
  visitor: string;
  site: string;
  owner: string | undefined;
  busy: boolean;
  onTransfer: (to: string, name: string, note: string, warm: boolean) => void;
};

/** Proposes the conversation to a colleague, with a note, staying on (warm) or leaving at once (cold). */
export function TransferDialog({ open, onClose, visitor, site, owner, busy, onTransfer }: Props) {
  const [to, setTo] = useState<string>();
  const [filter, setFilter] = useState('');
  const [note, setNote] = useState('');
  const [way, setWay] = useState<'warm' | 'cold'>('warm');
  const colleagues = useColleagues(site, owner);
  const shown = colleagues.filter((a) =>
    a.name.toLocaleLowerCase().includes(filter.toLocaleLowerCase()),
  );
  const chosen = colleagues.find((a) => a.id === to);
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={t('transfer.title', { visitor })}
      about={t('transfer.about')}
      width="m"
    >
      {colleagues.length > 7 && (
        <TextField
          label={t('transfer.find')}
          value={filter}
          onChange={(e) => setFilter(e.target.value)}
        />
      )}
      <fieldset className={styles.people}>
        <legend>{t('transfer.to')}</legend>
        {shown.map((a) => (
          <Colleague key={a.id} agent={a} chosen={a.id === to} onChoose={() => setTo(a.id)} />
        ))}
        {colleagues.length === 0 && <p className={styles.none}>{t('transfer.nobody')}</p>}
      </fieldset>
      <TextArea
        label={t('transfer.note')}
        optional={t('state.optional')}
        help={t('transfer.noteHelp')}
        value={note}
        onChange={(e) => setNote(e.target.value)}
        rows={3}
        maxLength={10_000}
      />
      <div className={styles.ways}>
        <RadioCard
          name="way"
          value="warm"
          chosen={way}
          onChange={setWay}
          label={t('transfer.warm')}
          help={t('transfer.warmHelp')}
        />
        <RadioCard
          name="way"
          value="cold"
          chosen={way}
          onChange={setWay}
          label={t('transfer.cold')}
          help={t('transfer.coldHelp')}
        />
      </div>
      <DialogActions>
        <Button tone="line" onClick={onClose}>
          {t('state.cancel')}
        </Button>
        <Button
          tone="primary"
          icon="transfer"
          busy={busy}
          disabled={!chosen || blocked(chosen) !== undefined}
          onClick={() => chosen && onTransfer(chosen.id, chosen.name, note, way === 'warm')}
        >
          {chosen ? t('transfer.offerTo', { name: chosen.name }) : t('transfer.offer')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

/** Those who work on the site, the ones who can take it now first. */
function useColleagues(site: string, owner: string | undefined): Agent[] {
  const me = useMyId();
  const agents = useAgents().data ?? [];
  return agents
    .filter(
      (a) =>
        !a.disabled &&
        a.id !== owner &&
        (a.id !== me || owner !== me) &&
        (a.role === 'admin' || a.sites.length === 0 || a.sites.includes(site)),
    )
    .sort(
      (a, b) =>
        Number(blocked(a) !== undefined) - Number(blocked(b) !== undefined) ||
        a.name.localeCompare(b.name),
    );
}

/** Why an agent cannot be offered anything now. */
function blocked(a: Agent): string | undefined {
  if (a.presence.status !== 'available') return t(`presence.${a.presence.status}`);
  if (!a.presence.reachable) return t('transfer.notConnected');
  if (a.presence.load >= a.presence.capacity) return t('transfer.full');
  return undefined;
}

function Colleague({
  agent,
  chosen,
  onChoose,
}: {
  agent: Agent;
  chosen: boolean;
  onChoose: () => void;
}) {
  const why = blocked(agent);
  const { load, capacity, shown } = agent.presence;
  return (
    <label
      className={styles.person}
      data-chosen={chosen || undefined}
      data-blocked={why !== undefined || undefined}
    >
      <input
        type="radio"
        name="colleague"
        checked={chosen}
        disabled={why !== undefined}
        onChange={onChoose}
      />
      <Avatar
        id={agent.id}
        name={agent.name}
        picture={agent.picture}
        mark={<PresenceDot shade={shown} />}
      />
      <span className={styles.words}>
        <bdi className={styles.name}>{agent.name}</bdi>
        {agent.title && <span className={styles.title}>{agent.title}</span>}
      </span>
      <span className={styles.load}>
        {why ?? t('bar.load', { load, capacity })}
        {!why && <Slots load={load} capacity={capacity} />}
      </span>
    </label>
  );
}

import { newClientID } from '@baton/shared/client-id';
import { useNavigate } from '@tanstack/react-router';
import { useId, useState } from 'react';
import { type Board, type BoardAgent, useAssign, useWhisper } from '../../data/board.ts';
import { useCommand } from '../../data/conversation.ts';
import { useMyId } from '../../data/me.ts';
import { usePresenceLook } from '../../data/ownStatuses.ts';
import { useIsForLackOfPlaces } from '../../data/routable.ts';
import { useAgents } from '../../data/team.ts';
import { type Team, useTeams } from '../../data/teams.ts';
import { t } from '../../text/board.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { Button } from '../../ui/Button.tsx';
import { Confirm, Dialog } from '../../ui/Dialog.tsx';
import { DialogActions } from '../../ui/DialogActions.tsx';
import { TextArea } from '../../ui/fields.tsx';
import { PresenceDot, Slots } from '../../ui/marks.tsx';
import { Notice } from '../../ui/states.tsx';
import { sayDone, sayFailed } from '../../ui/toasts.ts';
import styles from './Board.module.css';
import { placesOf } from './boardView.ts';

/** What a supervisor is about to do with a conversation. */
export interface Deed {
  do: 'whisper' | 'assign' | 'take';
  conversation: string;
  visitor: string;
  /** Who has it; nobody while it waits. */
  owner: { id: string; name: string } | undefined;
}

type Props = { deed: Deed; board: Board; onClose: () => void };

export function Deeds({ deed, board, onClose }: Props) {
  switch (deed.do) {
    case 'whisper':
      return <Whisper deed={deed} onClose={onClose} />;
    case 'assign':
      return <Assign deed={deed} board={board} onClose={onClose} />;
    case 'take':
      return <Take deed={deed} onClose={onClose} />;
  }
}

type DeedProps = { deed: Deed; onClose: () => void };

/** A note to whoever talks, which the visitor never sees. */
function Whisper({ deed, onClose }: DeedProps) {
  const [text, setText] = useState('');
  const [clientId] = useState(newClientID); // sent twice, it is written once
  const { mutate, isPending, error } = useWhisper();
  const name = deed.owner?.name ?? '';
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('whisper.title', { name })}
      about={t('whisper.about', { visitor: deed.visitor })}
    >
      <form
        className={styles.form}
        onSubmit={(e) => {
          e.preventDefault();
          mutate(
            { conversation: deed.conversation, clientId, text: text.trim() },
            {
              onSuccess: () => {
                sayDone(t('whisper.done', { name }), 'lock');
                onClose();
              },
            },
          );
        }}
      >
        <TextArea
          label={t('whisper.note')}
          value={text}
          rows={3}
          maxLength={10_000}
          dir="auto"
          error={error?.message}
          onChange={(e) => setText(e.target.value)}
        />
        <DialogActions>
          <Button tone="line" onClick={onClose}>
            {t('state.cancel')}
          </Button>
          <Button
            type="submit"
            tone="note"
            icon="lock"
            busy={isPending}
            disabled={text.trim() === ''}
          >
            {t('whisper.do')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

/** Gives it to somebody without asking them. */
function Assign({ deed, board, onClose }: DeedProps & { board: Board }) {
  const [to, setTo] = useState<string>();
  const [note, setNote] = useState('');
  const { mutate, isPending, error } = useAssign();
  const teams = useTeams().data ?? [];
  const people = board.agents
    .filter((a) => a.agent !== deed.owner?.id)
    .sort(
      (a, b) => Number(!takes(a, teams)) - Number(!takes(b, teams)) || a.name.localeCompare(b.name),
    );
  const chosen = people.find((a) => a.agent === to);
  const force = chosen !== undefined && !takes(chosen, teams);
  return (
    <Dialog
      open
      onClose={onClose}
      width="m"
      title={t('assign.title', { visitor: deed.visitor })}
      about={deed.owner ? t('assign.from', { name: deed.owner.name }) : t('assign.about')}
    >
      <form
        className={styles.form}
        onSubmit={(e) => {
          e.preventDefault();
          if (!chosen) return;
          mutate(
            { conversation: deed.conversation, agent: chosen.agent, force, note },
            {
              onSuccess: () => {
                sayDone(t('assign.done', { name: chosen.name }), 'transfer');
                onClose();
              },
            },
          );
        }}
      >
        {error && (
          <Notice tone="bad" alert>
            {error.message}
          </Notice>
        )}
        <Choice people={people} chosen={to} onChoose={setTo} />
        {force && <Notice tone="warn">{t('assign.force', { name: chosen.name })}</Notice>}
        <TextArea
          label={t('transfer.note')}
          optional={t('state.optional')}
          help={t('transfer.noteHelp')}
          rows={2}
          maxLength={10_000}
          value={note}
          onChange={(e) => setNote(e.target.value)}
        />
        <DialogActions>
          <Button tone="line" onClick={onClose}>
            {t('state.cancel')}
          </Button>
          <Button type="submit" tone="primary" icon="transfer" busy={isPending} disabled={!chosen}>
            {chosen ? t('assign.to', { name: chosen.name }) : t('board.assign')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

function takes(a: BoardAgent, teams: readonly Team[]): boolean {
  return a.presence.shown === 'available' && a.presence.load < placesOf(a, teams);
}

type ChoiceProps = {
  people: readonly BoardAgent[];
  chosen: string | undefined;
  onChoose: (id: string) => void;
};

function Choice({ people, chosen, onChoose }: ChoiceProps) {
  const look = usePresenceLook();
  const all = useAgents().data;
  const teams = useTeams().data ?? [];
  const name = useId();
  return (
    <fieldset className={styles.choice}>
      <legend>{t('transfer.to')}</legend>
      {people.map((a) => {
        const { shade, hue, words } = look(a.presence);
        const { load } = a.presence;
        const capacity = placesOf(a, teams);
        return (
          <label key={a.agent} className={styles.option}>
            <input
              type="radio"
              name={name}
              checked={a.agent === chosen}
              onChange={() => onChoose(a.agent)}
            />
            <Avatar
              id={a.agent}
              name={a.name}
              picture={all?.find((x) => x.id === a.agent)?.picture}
              size="s"
              mark={<PresenceDot shade={shade} hue={hue} />}
            />
            <bdi className={styles.grow}>{a.name}</bdi>
            <span className={styles.muted}>
              {words} · {t('bar.load', { load, capacity })}
            </span>
            <Slots load={load} capacity={capacity} />
          </label>
        );
      })}
    </fieldset>
  );
}

/** Takes it oneself; from a colleague only after a question. */
function Take({ deed, onClose }: DeedProps) {
  const me = useMyId();
  const navigate = useNavigate();
  const isForLackOfPlaces = useIsForLackOfPlaces();
  const { mutate, isPending } = useCommand();
  const open = () =>
    void navigate({
      to: '/inbox/$conversation',
      params: { conversation: deed.conversation },
    });
  const relieves = deed.owner && deed.owner.id !== me ? { relieves: deed.owner.id } : {};
  const take = (force: boolean) =>
    mutate(
      { id: deed.conversation, do: 'claim', ...relieves, ...(force ? { force } : {}) },
      {
        onSuccess: open,
        onError: (error) =>
          sayFailed(
            error.message,
            !force && isForLackOfPlaces(error)
              ? { label: t('conversation.force'), run: () => take(true) }
              : undefined,
          ),
        onSettled: onClose,
      },
    );
  return (
    <Confirm
      open
      onClose={onClose}
      tone="primary"
      title={t('take.title', { visitor: deed.visitor })}
      about={deed.owner ? t('takeover.about', { name: deed.owner.name }) : t('take.about')}
      keep={t('takeover.keep')}
      confirm={t('board.takeOver')}
      busy={isPending}
      onConfirm={() => take(false)}
    />
  );
}

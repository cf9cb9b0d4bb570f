import { useState } from 'react';
import { isOpen } from '../../data/calendar.ts';
import type { TransferTarget } from '../../data/conversation.ts';
import { readHours } from '../../data/hours.ts';
import { useMyId } from '../../data/me.ts';
import { useOwnStatuses, usePresenceLook } from '../../data/ownStatuses.ts';
import type { Agent } from '../../data/presence.ts';
import {
  capacityOf,
  hindrance,
  membersOf,
  type Staffing,
  skilled,
  staffing,
  worksOn,
} from '../../data/routable.ts';
import { levels, useSkills } from '../../data/skills.ts';
import { useAgents } from '../../data/team.ts';
import { useTeams } from '../../data/teams.ts';
import { t } from '../../text/text.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { DialogActions } from '../../ui/DialogActions.tsx';
import { RadioCard, SelectField, TextArea, TextField } from '../../ui/fields.tsx';
import { PresenceDot, Slots } from '../../ui/marks.tsx';
import { Notice } from '../../ui/states.tsx';
import { TabPanel, Tabs } from '../../ui/Tabs.tsx';
import styles from './TransferDialog.module.css';

type Props = {
  open: boolean;
  onClose: () => void;
  visitor: string;
  site: string;
  owner: string | undefined;
  busy: boolean;
  onTransfer: (to: TransferTarget, name: string, note: string) => void;
};

type Kind = TransferTarget['kind'];

/** Passes the conversation on: offered to a colleague, or to the front of a team's or a skill's line. */
export function TransferDialog({ open, onClose, visitor, site, owner, busy, onTransfer }: Props) {
  const [kind, setKind] = useState<Kind>('agent');
  const [agent, setAgent] = useState<string>();
  const [team, setTeam] = useState<string>();
  const [skill, setSkill] = useState<string>();
  const [level, setLevel] = useState(1);
  const [note, setNote] = useState('');
  const [way, setWay] = useState<'warm' | 'cold'>('warm');
  const people = useAgents().data ?? [];
  const own = useOwnStatuses().data ?? [];
  const here = people.filter((a) => worksOn(a, site) && a.id !== owner);
  const teams = useTeams().data ?? [];
  const skills = useSkills().data ?? [];
  const teamStaff = (id: string): Staffing => {
    const found = teams.find((x) => x.id === id);
    return found ? staffing(membersOf(found, here), own, teams) : { able: 0, people: 0 };
  };
  const skillStaff = (name: string) => staffing(skilled(here, name, level), own, teams);
  const target = chosenTarget();
  function chosenTarget():
    | { to: TransferTarget; name: string; staff?: Staffing; closed?: boolean }
    | undefined {
    switch (kind) {
      case 'agent': {
        const a = here.find((x) => x.id === agent);
        return a && !hindrance(a, own, teams)
          ? { to: { kind, id: a.id, warm: way === 'warm' }, name: a.name }
          : undefined;
      }
      case 'team': {
        const x = teams.find((y) => y.id === team);
        const hours = readHours(x?.hours);
        const closed = hours !== undefined && !isOpen(hours, Date.now());
        return x && { to: { kind, id: x.id }, name: x.name, staff: teamStaff(x.id), closed };
      }
      case 'skill':
        return skill === undefined
          ? undefined
          : { to: { kind, name: skill, level }, name: skill, staff: skillStaff(skill) };
    }
  }
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={t('transfer.title', { visitor })}
      about={t('transfer.about')}
      width="m"
    >
      <Tabs<Kind>
        label={t('transfer.to')}
        value={kind}
        onChange={setKind}
        className={styles.tabs}
        tabs={[
          { value: 'agent', label: t('transfer.person'), icon: 'user' },
          { value: 'team', label: t('transfer.team'), icon: 'team' },
          { value: 'skill', label: t('transfer.skill'), icon: 'tag' },
        ]}
      >
        <TabPanel value="agent" className={styles.panel}>
          <People agents={here} chosen={agent} onChoose={setAgent} />
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
        </TabPanel>
        <TabPanel value="team" className={styles.panel}>
          <Lines
            label={t('transfer.team')}
            lines={teams.map((x) => ({ id: x.id, name: x.name, staff: teamStaff(x.id) }))}
            none={t('transfer.noTeams')}
            chosen={team}
            onChoose={setTeam}
          />
        </TabPanel>
        <TabPanel value="skill" className={styles.panel}>
          <Lines
            label={t('transfer.skill')}
            lines={skills.map((s) => ({ id: s.name, name: s.name, staff: skillStaff(s.name) }))}
            none={t('transfer.noSkills')}
            chosen={skill}
            onChoose={setSkill}
          />
          <SelectField
            label={t('transfer.level')}
            value={String(level)}
            onChange={(e) => setLevel(Number(e.target.value))}
          >
            {levels.map((l) => (
              <option key={l} value={l}>
                {t('transfer.levelFrom', { level: l })}
              </option>
            ))}
          </SelectField>
        </TabPanel>
      </Tabs>
      {target?.closed && (
        <Notice tone="warn" alert>
          {t('transfer.closed', { name: target.name })}
        </Notice>
      )}
      {!target?.closed && target?.staff?.able === 0 && (
        <Notice tone="warn" alert>
          {t('transfer.nobodyAble', { name: target.name })}
        </Notice>
      )}
      <TextArea
        label={t('transfer.note')}
        optional={t('state.optional')}
        help={t('transfer.noteHelp')}
        value={note}
        onChange={(e) => setNote(e.target.value)}
        rows={2}
        maxLength={10_000}
      />
      <DialogActions>
        <Button tone="line" onClick={onClose}>
          {t('state.cancel')}
        </Button>
        <Button
          tone="primary"
          icon="transfer"
          busy={busy}
          disabled={!target}
          onClick={() => target && onTransfer(target.to, target.name, note)}
        >
          {kind === 'agent'
            ? target
              ? t('transfer.offerTo', { name: target.name })
              : t('transfer.offer')
            : target
              ? t('transfer.passTo', { name: target.name })
              : t('transfer.pass')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

/** From so many colleagues on they are looked for by name. */
const many = 7;

type PeopleProps = {
  agents: readonly Agent[];
  chosen: string | undefined;
  onChoose: (id: string) => void;
};

/** Colleagues, the ones who can take it now first. */
function People({ agents, chosen, onChoose }: PeopleProps) {
  const me = useMyId();
  const own = useOwnStatuses().data ?? [];
  const teams = useTeams().data ?? [];
  const [filter, setFilter] = useState('');
  const blocked = (a: Agent) => hindrance(a, own, teams) !== undefined;
  const colleagues = agents
    .filter((a) => !a.disabled && a.id !== me)
    .sort((a, b) => Number(blocked(a)) - Number(blocked(b)) || a.name.localeCompare(b.name));
  const shown = colleagues.filter((a) =>
    a.name.toLocaleLowerCase().includes(filter.toLocaleLowerCase()),
  );
  return (
    <>
      {colleagues.length > many && (
        <TextField
          label={t('transfer.find')}
          value={filter}
          onChange={(e) => setFilter(e.target.value)}
        />
      )}
      <fieldset className={styles.people}>
        <legend>{t('transfer.person')}</legend>
        {shown.map((a) => (
          <Colleague
            key={a.id}
            agent={a}
            chosen={a.id === chosen}
            onChoose={() => onChoose(a.id)}
          />
        ))}
        {colleagues.length === 0 && <p className={styles.none}>{t('transfer.nobody')}</p>}
      </fieldset>
    </>
  );
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
  const own = useOwnStatuses().data ?? [];
  const teams = useTeams().data ?? [];
  const look = usePresenceLook()(agent.presence);
  const why = hindrance(agent, own, teams);
  const { load } = agent.presence;
  const capacity = capacityOf(agent, teams);
  const words =
    why === undefined
      ? t('bar.load', { load, capacity })
      : why === 'unreachable'
        ? t('transfer.notConnected')
        : why === 'full'
          ? t('transfer.full')
          : look.words;
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
        mark={<PresenceDot shade={look.shade} hue={look.hue} />}
      />
      <span className={styles.words}>
        <bdi className={styles.name}>{agent.name}</bdi>
        {agent.title && <span className={styles.title}>{agent.title}</span>}
      </span>
      <span className={styles.load}>
        {!why && agent.presence.why === 'on_phone' && `${t('presence.byPhone')} · `}
        {words}
        {!why && <Slots load={load} capacity={capacity} />}
      </span>
    </label>
  );
}

type LinesProps = {
  label: string;
  lines: readonly { id: string; name: string; staff: Staffing }[];
  none: string;
  chosen: string | undefined;
  onChoose: (id: string) => void;
};

/** Lines to wait in, each with how many of its people could take it now. */
function Lines({ label, lines, none, chosen, onChoose }: LinesProps) {
  return (
    <fieldset className={styles.people}>
      <legend>{label}</legend>
      {lines.map(({ id, name, staff }) => (
        <label key={id} className={styles.person} data-chosen={id === chosen || undefined}>
          <input type="radio" name={label} checked={id === chosen} onChange={() => onChoose(id)} />
          <span className={styles.words}>
            <bdi className={styles.name}>{name}</bdi>
          </span>
          <span className={styles.load}>
            <PresenceDot shade={staff.able > 0 ? 'available' : 'offline'} />
            {staff.people === 0
              ? t('transfer.noPeople')
              : t('transfer.able', { able: staff.able, people: staff.people })}
          </span>
        </label>
      ))}
      {lines.length === 0 && <p className={styles.none}>{none}</p>}
    </fieldset>
  );
}

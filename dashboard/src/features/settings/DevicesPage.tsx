import { useDevices, useStanding } from '../../data/devices.ts';
import { t } from '../../text/devices.ts';
import { Card } from '../../ui/Card.tsx';
import { Bone } from '../../ui/states.tsx';
import { DeviceLine } from './DeviceLine.tsx';
import styles from './Devices.module.css';
import settings from './Settings.module.css';
import { ThisDevice } from './ThisDevice.tsx';
import { Unloaded } from './Unloaded.tsx';
import { useKeptFocus } from './useKeptFocus.ts';

/** On which devices somebody is asked while Baton is closed. */
export function DevicesPage() {
  const { data: list, error, refetch } = useDevices();
  const standing = useStanding();
  const here = useKeptFocus<HTMLDivElement>(standing?.at);
  const all = useKeptFocus<HTMLUListElement>(list?.devices.length);
  if (!list || !standing) {
    return (
      <Unloaded what={t('devices.failed')} error={error} refetch={refetch}>
        <Bone width="l" />
        <Bone width="m" />
      </Unloaded>
    );
  }
  return (
    <div className={settings.page}>
      <Card title={t('devices.title')} about={t('devices.about')}>
        <div ref={here} className={styles.here} tabIndex={-1}>
          <ThisDevice standing={standing} list={list} />
        </div>
      </Card>
      <Card title={t('devices.list')} flush>
        {list.devices.length === 0 && <p className={styles.none}>{t('devices.none')}</p>}
        <ul ref={all} aria-label={t('devices.list')} tabIndex={-1}>
          {list.devices.map((d) => (
            <DeviceLine
              key={d.id}
              device={d}
              here={standing.at === 'on' && standing.device.id === d.id}
            />
          ))}
        </ul>
      </Card>
    </div>
  );
}

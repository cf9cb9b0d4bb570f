export type AreaGroup = 'you' | 'sites' | 'routing' | 'people';

export interface Area {
  id: AreaId;
  group: AreaGroup;
  /** Only admins may change it. */
  admin: boolean;
  /** It is about one site, which is chosen at its top. */
  site: boolean;
  label: `area.${AreaId}`;
  about: `area.${AreaId}.about`;
}

export const areaIds = [
  'profile',
  'security',
  'appearance',
  'keyboard',
  'devices',
  'sites',
  'install',
  'hours',
  'sla',
  'assistant',
  'texts',
  'golive',
  'rules',
  'topics',
  'teams',
  'skills',
  'simulator',
  'team',
  'statuses',
] as const;

export type AreaId = (typeof areaIds)[number];

/** The pages that are about one site. */
export const siteAreaIds = [
  'sites',
  'install',
  'hours',
  'sla',
  'assistant',
  'texts',
  'golive',
  'rules',
  'topics',
  'simulator',
] as const;

export type SiteAreaId = (typeof siteAreaIds)[number];

const area = (id: AreaId, group: AreaGroup, admin: boolean, site: boolean): Area => ({
  id,
  group,
  admin,
  site,
  label: `area.${id}`,
  about: `area.${id}.about`,
});

export const areas: readonly Area[] = [
  area('profile', 'you', false, false),
  area('security', 'you', false, false),
  area('appearance', 'you', false, false),
  area('keyboard', 'you', false, false),
  area('devices', 'you', false, false),
  area('sites', 'sites', true, true),
  area('install', 'sites', false, true),
  area('hours', 'sites', true, true),
  area('sla', 'sites', true, true),
  area('assistant', 'sites', true, true),
  area('texts', 'sites', true, true),
  area('golive', 'sites', true, true),
  area('rules', 'routing', true, true),
  area('topics', 'routing', true, true),
  area('teams', 'routing', true, false),
  area('skills', 'routing', true, false),
  area('simulator', 'routing', false, true),
  area('team', 'people', true, false),
  area('statuses', 'people', true, false),
];

export function findArea(id: string | undefined): Area | undefined {
  return areas.find((a) => a.id === id);
}

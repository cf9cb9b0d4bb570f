// Everything that can be done by key, button, menu or palette, once. The words are in the catalogue
// under "action.ID"; whoever is on the screen says what an action does there, and whether it can.

export type ActionGroup = 'anywhere' | 'offer' | 'list' | 'conversation' | 'composer' | 'panes';

interface Row {
  readonly group: ActionGroup;
  readonly keys?: string;
  /** Acts while a text field has the focus, too. */
  readonly inText?: true;
  /** Left out of the palette: it makes sense only where the focus is. */
  readonly hidden?: true;
}

const rows = {
  'app.palette': { group: 'anywhere', keys: 'Mod+K', inText: true, hidden: true },
  'app.help': { group: 'anywhere', keys: '?' },
  'app.search': { group: 'anywhere', keys: '/' },
  'app.presence': { group: 'anywhere', keys: 'p' },
  'app.available': { group: 'anywhere' },
  'app.busy': { group: 'anywhere' },
  'app.away': { group: 'anywhere' },
  'app.theme': { group: 'anywhere' },
  'app.guide': { group: 'anywhere' },
  'app.signOut': { group: 'anywhere' },
  'go.inbox': { group: 'anywhere', keys: 'g i' },
  'go.board': { group: 'anywhere', keys: 'g b' },
  'go.teams': { group: 'anywhere' },
  'go.skills': { group: 'anywhere' },
  'go.statuses': { group: 'anywhere' },
  'go.rules': { group: 'anywhere' },
  'go.knowledge': { group: 'anywhere', keys: 'g k' },
  'go.settings': { group: 'anywhere', keys: 'g s' },
  'offer.accept': { group: 'offer', keys: 'Alt+Shift+A', inText: true },
  'offer.decline': { group: 'offer', keys: 'Alt+Shift+D', inText: true },
  'list.next': { group: 'list', keys: 'j', hidden: true },
  'list.previous': { group: 'list', keys: 'k', hidden: true },
  'list.mine': { group: 'list', keys: '1' },
  'list.queue': { group: 'list', keys: '2' },
  'list.assistant': { group: 'list', keys: '3' },
  'list.follow_up': { group: 'list', keys: '4' },
  'list.snoozed': { group: 'list', keys: '5' },
  'list.all': { group: 'list', keys: '6' },
  'list.resolved': { group: 'list', keys: '7' },
  'list.left': { group: 'list', keys: '[', hidden: true },
  'list.right': { group: 'list', keys: ']', hidden: true },
  'conversation.claim': { group: 'conversation', keys: 'c' },
  'queue.claimNext': { group: 'list', keys: 'Shift+C' },
  'conversation.reply': { group: 'conversation', keys: 'r' },
  'conversation.note': { group: 'conversation', keys: 'n' },
  'conversation.transfer': { group: 'conversation', keys: 't' },
  'conversation.snooze': { group: 'conversation', keys: 'z' },
  'conversation.resolve': { group: 'conversation', keys: 'e' },
  'conversation.resolveNext': { group: 'conversation', keys: 'Shift+E' },
  'conversation.release': { group: 'conversation' },
  'conversation.handBack': { group: 'conversation' },
  'conversation.followUp': { group: 'conversation' },
  'conversation.withdraw': { group: 'conversation' },
  'conversation.copyLink': { group: 'conversation' },
  'conversation.context': { group: 'conversation', keys: 'i' },
  'conversation.copilot': { group: 'conversation', keys: 'b' },
  'conversation.close': { group: 'conversation', keys: 'Escape', hidden: true },
  'composer.send': { group: 'composer', keys: 'Mod+Enter', inText: true, hidden: true },
  'composer.sendResolve': {
    group: 'composer',
    keys: 'Mod+Shift+Enter',
    inText: true,
    hidden: true,
  },
  'composer.toNote': { group: 'composer', keys: 'Alt+N', inText: true, hidden: true },
  'composer.toReply': { group: 'composer', keys: 'Alt+R', inText: true, hidden: true },
  'composer.draft': { group: 'composer', keys: 'Mod+.', inText: true },
  'panes.next': { group: 'panes', keys: 'F6', inText: true, hidden: true },
  'panes.previous': { group: 'panes', keys: 'Shift+F6', inText: true, hidden: true },
} as const satisfies Record<string, Row>;

export type ActionId = keyof typeof rows;

export const actionTable: Readonly<Record<ActionId, Row>> = rows;

export const actionIds = Object.keys(rows).filter((id): id is ActionId => Object.hasOwn(rows, id));

/** What a person changed: another chord, or null for none. */
export type KeyMap = Partial<Record<ActionId, string | null>>;

export interface KeySettings {
  /** Whether keys without a modifier do anything. */
  single: boolean;
  map: KeyMap;
}

export const defaultKeys: KeySettings = { single: true, map: {} };

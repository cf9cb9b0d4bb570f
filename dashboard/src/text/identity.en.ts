// The words of the card on which a site signs who its visitors are.

export const identityEn = {
  'identity.title': 'Identity',
  'identity.about':
    'Your server signs who is signed in on your site. Agents then see a verified visitor, and customers find their conversations on every device.',
  'identity.secret': 'The secret',
  'identity.once':
    'Copy it now into the settings of your server: it is not shown again. It must never stand in a page.',
  'identity.copy': 'Copy',
  'identity.copied': 'Copied',
  'identity.none': 'There is no secret yet: visitors can only say who they are.',
  'identity.since': 'The secret was made on {time}.',
  'identity.previous': 'The one before counts until {time}.',
  'identity.make': 'Make a secret',
  'identity.rotate': 'Make a new secret',
  'identity.rotateTitle': 'Make a new secret?',
  'identity.rotateAsk':
    'The present one counts for 24 hours more. Put the new one into your server within that time.',
  'identity.revoke': 'Replace it at once',
  'identity.revokeTitle': 'Replace the secret at once?',
  'identity.revokeAsk':
    'For a secret that became known. What was signed with it counts no longer, so until your server has the new one nobody can be verified.',
  'identity.keep': 'Keep the secret',
  'identity.servers': 'Kinds of server',
  'identity.node': 'Node',
  'identity.go': 'Go',
  'identity.php': 'PHP',
  'identity.onServer': 'On your server, for the user who is signed in',
  'identity.onPage': 'On the page: called again before the token runs out',
} as const;

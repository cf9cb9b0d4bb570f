// The words of the page on which people choose the devices that ask them.

export const devicesEn = {
  'devices.failed': 'Your devices did not load',
  'devices.title': 'Ask me on this device',
  'devices.about':
    'While your status takes conversations you stay available when Baton is closed: offers come here as notifications and stand for a minute. If you miss two of them, or leave a visitor of yours waiting for two minutes, you count as gone and your conversations go to colleagues.',
  'devices.nameOf': '{browser} on {system}',
  'devices.unnamed': 'This browser',
  'devices.name': 'Name of this device',
  'devices.nameHelp': 'By which you tell your devices apart.',
  'devices.noName': 'Give this device a name.',
  'devices.permission': 'Your browser then asks whether Baton may show notifications: allow it.',
  'devices.turnOn': 'Ask me here',
  'devices.turnOnAgain': 'Ask me here again',
  'devices.turnOff': 'Stop asking me here',
  'devices.isOn': 'You are asked on this device, which you call {name}.',
  'devices.stale':
    'Notifications no longer reach this browser: it was removed from your devices, or its subscription has ended. Add it again to be asked here.',
  'devices.blocked':
    'Notifications from Baton are blocked in this browser. Open its settings for this site, usually by the sign beside the address, allow notifications, then check again.',
  'devices.check': 'Check again',
  'devices.why.insecure':
    'Browsers take notifications only from addresses that begin with https://. Ask whoever runs Baton for such an address.',
  'devices.why.home_screen':
    'On an iPhone or iPad, notifications come to apps on the home screen only, from iOS 16.4 on. Press Share, choose “Add to Home Screen”, open Baton from there and come back to this page.',
  'devices.why.browser':
    'This browser takes no notifications from websites. Open Baton in a current Chrome, Edge, Firefox or Safari, and not in a private window.',
  'devices.notAllowed':
    'Baton may not show notifications yet. Press again, and allow them when the browser asks.',
  'devices.noAddress':
    'This browser got no address for notifications from its push service. Private windows and some company networks do not allow it.',
  'devices.list': 'Your devices',
  'devices.none': 'There is none yet. You can be asked only while Baton is open.',
  'devices.this': 'This device',
  'devices.added': 'Added {when}',
  'devices.reached': 'last reached {when}',
  'devices.neverReached': 'not reached yet',
  'devices.test': 'Send a test',
  'devices.testOf': 'Send a test to {name}',
  'devices.removeOf': 'Remove {name}',
  'devices.saidOn': 'You are asked on {name} now',
  'devices.saidOff': '{name} is no longer asked',
  'devices.saidTest': 'A notification is on its way to {name}',
} as const;

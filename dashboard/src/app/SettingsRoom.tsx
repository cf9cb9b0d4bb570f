export function SettingsRoom() { return null; }

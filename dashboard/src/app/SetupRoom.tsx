export function SetupRoom() { return null; }

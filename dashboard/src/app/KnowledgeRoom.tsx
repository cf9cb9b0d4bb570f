export function KnowledgeRoom() { return null; }

/** Give a process and its session precedence over the rest of the machine; returns how to take it away again. */
export function givePrecedence(pid: number, rank: number): () => void;

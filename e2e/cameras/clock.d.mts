export const BITS: number;
export const BLOCK: number;

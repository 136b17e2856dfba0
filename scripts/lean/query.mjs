export const encode = (query) => String(new URLSearchParams(query));

export const decode = (text) => Object.fromEntries(new URLSearchParams(text));

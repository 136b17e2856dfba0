/**
 * The part of Valibot that the relay's protocol is written in, without the reasons of a refusal: in a page it only
 * counts whether a message is well-formed. A schema is a function that gives the output or throws.
 */
function demand(condition, value) {
  if (!condition) throw new TypeError('malformed');
  return value;
}

const demandThat = (isGood) => (value) => demand(isGood(value), value);

export const string = () => demandThat((value) => typeof value === 'string');
export const boolean = () => demandThat((value) => typeof value === 'boolean');
export const number = () => demandThat((value) => typeof value === 'number' && value === value);
export const integer = () => demandThat(Number.isInteger);
export const literal = (wanted) => demandThat((value) => value === wanted);
export const picklist = (options) => demandThat((value) => options.includes(value));
export const regex = (pattern) => demandThat((value) => pattern.test(value));
export const maxLength = (most) => demandThat((value) => value.length <= most);
export const minValue = (least) => demandThat((value) => value >= least);
export const maxValue = (most) => demandThat((value) => value <= most);

export const pipe =
  (...steps) =>
  (value) =>
    steps.reduce((output, step) => step(output), value);

export const array = (item) => (value) =>
  demand(Array.isArray(value), value).map((one) => item(one));

export const optional = (schema, instead) =>
  Object.assign((value) => (value === undefined ? instead : schema(value)), {
    instead,
    mayMiss: true,
  });
export const nullish = (schema) =>
  Object.assign((value) => (value === undefined || value === null ? value : schema(value)), {
    mayMiss: true,
  });

export const object = (entries) => (value) => {
  demand(value && typeof value === 'object');
  const output = {};
  for (const [key, schema] of Object.entries(entries)) {
    if (key in value || schema.instead !== undefined) output[key] = schema(value[key]);
    else demand(schema.mayMiss);
  }
  return output;
};

export const union = (options) => (value) => {
  for (const option of options) {
    try {
      return option(value);
    } catch {
      // The next one may suit.
    }
  }
  return demand(false);
};
export const variant = (_key, options) => union(options);

export function safeParse(schema, value) {
  try {
    return { success: true, output: schema(value) };
  } catch {
    return { success: false };
  }
}

/** Which lines a text has more than another one: what is not in their longest common subsequence. */

const isSame = (a, b) => a.replace(/\s/g, '') === b.replace(/\s/g, '');

/** Lengths of the longest common subsequences of all rests of both texts. */
function commonLengths(former, lines) {
  const lengths = Array.from({ length: former.length + 1 }, () => Array(lines.length + 1).fill(0));
  for (let i = former.length - 1; i >= 0; i--) {
    for (let j = lines.length - 1; j >= 0; j--) {
      lengths[i][j] = isSame(former[i], lines[j])
        ? lengths[i + 1][j + 1] + 1
        : Math.max(lengths[i + 1][j], lengths[i][j + 1]);
    }
  }
  return lengths;
}

/**
 * Finds the lines that were added; spaces and empty lines do not count.
 * @param {string[]} former
 * @param {string[]} lines
 * @returns {number[]} indices of `lines`
 */
export function addedLines(former, lines) {
  const lengths = commonLengths(former, lines);
  const added = [];
  let i = 0;
  for (let j = 0; j < lines.length; j++) {
    const matches = () => i < former.length && isSame(former[i], lines[j]);
    // Lines that were removed.
    while (i < former.length && !matches() && lengths[i + 1][j] === lengths[i][j]) i++;
    if (matches()) i++;
    else if (lines[j].trim()) added.push(j);
  }
  return added;
}

import colors from 'yoctocolors';

/** Colours by meaning. */
export interface Paint {
  strong(text: string): string;
  faint(text: string): string;
  good(text: string): string;
  warning(text: string): string;
  bad(text: string): string;
}

/** yoctocolors leaves colours out where the terminal or NO_COLOR says so. */
export const terminalPaint: Paint = {
  strong: colors.bold,
  faint: colors.dim,
  good: colors.green,
  warning: colors.yellow,
  bad: colors.red,
};

const same = (text: string): string => text;

/** For pipes and files. */
export const plainPaint: Paint = { strong: same, faint: same, good: same, warning: same, bad: same };

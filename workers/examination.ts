/** What an examination found out about one thing. Holds no secret. Keys are the same in every row. */
export interface Finding {
  /** `warning`: orders are carried on now, but not for ever, or somebody is not told. `error`: something stands still. */
  status: 'ok' | 'warning' | 'error';
  /** What was examined, such as `login` or `task-queue`: for programs. */
  check: string;
  /** The account it is about; `null` for what all share. */
  account: string | null;
  what: string;
  /** What to do; `null` when nothing is to be done. */
  remedy: string | null;
}

/** What a finding is about. */
export interface Subject {
  check: string;
  account?: string;
}

export const fine = ({ check, account }: Subject, what: string): Finding => ({
  status: 'ok',
  check,
  account: account ?? null,
  what,
  remedy: null,
});

export const warning = (subject: Subject, what: string, remedy: string): Finding => ({
  ...fine(subject, what),
  status: 'warning',
  remedy,
});

export const fault = (subject: Subject, what: string, remedy: string): Finding => ({
  ...fine(subject, what),
  status: 'error',
  remedy,
});

/** One thing that is wrong with an event. Never holds a value of it: an order is personal data. */
export interface EventFault {
  path: string;
  message: string;
}

/** What is said of a field that nobody knows; its name is the sender's own text. */
export const NOT_KNOWN = 'is not known';

const MAX_FAULTS = 50;

/** The faults of a message's checks, such as `departedAt is missing`, apart by path and text. */
export const eventFaults = (faults: readonly string[], prefix: readonly string[]): EventFault[] =>
  faults.slice(0, MAX_FAULTS).map((fault) => {
    const { path, message } = parted(fault);
    return { path: [...prefix, ...(path === '' ? [] : [path])].join('.'), message };
  });

function parted(fault: string): EventFault {
  // The name of an unknown field may hold anything, so that its end is looked for first.
  const unknown = fault.indexOf(` ${NOT_KNOWN}; known are `);
  if (unknown !== -1) return { path: fault.slice(0, unknown), message: NOT_KNOWN };
  const [, path = '', message = fault] = /^([A-Za-z]\w*(?:[.[]\S*)?) ((?:is|must) .*)$/.exec(fault) ?? [];
  return { path, message };
}

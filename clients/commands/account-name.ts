import { accountName } from './arguments.js';
import { bad } from './checked-input.js';
import type { Input } from './checked-input.js';
import type { CommonConfig } from './session.js';

/** The account that is acted on: it has to be named where there are several. */
export function oneAccount(given: string | undefined, config: Input<CommonConfig>): Input<string> {
  if (given === undefined && 'value' in config && config.value.accountNames.length > 1) {
    return bad('ACCOUNT', `name one of ${config.value.accountNames.join(', ')}.`);
  }
  const named = accountName(given, config);
  return 'faults' in named ? { faults: named.faults.map(({ what }) => ({ where: 'ACCOUNT', what })) } : named;
}

/** The accounts that are looked at: all of them where none is named. */
export function someAccounts(given: string | undefined, config: Input<CommonConfig>): Input<string[]> {
  if (given === undefined && 'value' in config) return { value: config.value.accountNames };
  const named = oneAccount(given, config);
  return 'faults' in named ? named : { value: [named.value] };
}

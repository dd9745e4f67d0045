import type { PageInput } from '../../workflows/account/activities.js';
import { CallFailed } from '../amazon/amazon.js';
import type { OrdersPage, OrdersQuery } from '../amazon/amazon.js';
import type { Attempt } from '../attempt.js';
import type { AccountDependencies } from './dependencies.js';

/** A page of orders; `undefined` when Amazon does not take the token of the page before any more. */
export async function listPage(
  { amazon }: { amazon: Pick<AccountDependencies['amazon'], 'reads'> },
  { createdAfter, createdBefore, nextToken }: PageInput,
  query: Pick<OrdersQuery, 'includeDetails' | 'status'>,
  attempt: Attempt,
): Promise<OrdersPage | undefined> {
  try {
    return await amazon.reads.orders(
      { createdAfter: Date.parse(createdAfter), createdBefore: Date.parse(createdBefore) },
      {
        ...query,
        ...(nextToken === undefined ? {} : { nextToken }),
        deadline: attempt.budgetEndsAt,
        attemptEndsAt: attempt.endsAt,
      },
    );
  } catch (error) {
    // How long a token lives is not written anywhere. Where it was not the token, the first page fails the same way.
    if (nextToken !== undefined && error instanceof CallFailed && error.kind === 'Rejected') return undefined;
    throw error;
  }
}

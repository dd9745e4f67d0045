import type { Command } from 'commander';
import type { NdrConfig } from '../../temporal.config.js';
import { allOf } from './checked-input.js';
import { ndrConfigured } from './ndr-arguments.js';
import type { Session } from './session.js';

/** `ndr onboarding`: what Amazon asks for before it pushes. */
export function ndrOnboardingCommand(ndr: Command, session: Session): void {
  ndr
    .command('onboarding')
    .description('Prints the four items that Amazon asks for to set pushes up.')
    .addHelpText(
      'after',
      `
Send them to your integration contact at Amazon; it takes 7 to 10 business days.
Secrets are not printed: hand them over another way.

Example:
  fulfillment ndr onboarding`,
    )
    .action(() => {
      const loaded = session.config();
      const { desk } = allOf({ config: loaded, desk: ndrConfigured(loaded) });
      const items = itemsOf(desk);
      session.print(items, () => asText(items));
    });
}

/** `null`: not in NDR_FILE yet. */
interface OnboardingItems {
  webhookUrl: string | null;
  applicationIds: string[];
  shippingPartyAccountIds: string[];
  technicalContact: string | null;
}

const itemsOf = ({ shippers, onboarding }: NdrConfig): OnboardingItems => ({
  webhookUrl: onboarding.webhookUrl ?? null,
  applicationIds: [...new Set(shippers.flatMap(({ appIds }) => appIds))],
  shippingPartyAccountIds: shippers.map(({ shippingPartyAccountId }) => shippingPartyAccountId),
  technicalContact: onboarding.technicalContact ?? null,
});

function asText({ webhookUrl, applicationIds, shippingPartyAccountIds, technicalContact }: OnboardingItems): string {
  const missing = (name: string): string => `missing: add ${name} to NDR_FILE`;
  return [
    `1. Webhook URL: ${webhookUrl ?? missing('onboarding.webhookUrl')}`,
    `2. Application ID: ${applicationIds.join(', ') || missing('appIds of the shippers')}`,
    `3. Shipping Party Account ID: ${shippingPartyAccountIds.join(', ')}`,
    `4. Technical point of contact: ${technicalContact ?? missing('onboarding.technicalContact')}`,
  ].join('\n');
}

import { ask, untilDone } from '../steps/until-done.js';
import type { AskingStep } from '../steps/until-done.js';
import type { ObtainRatesResult, RateQuestion } from './activities.js';
import { choiceFrom, corrected } from './answers.js';
import type { Offer } from './offer.js';
import { activities, asking, move, requestOf, who } from './running.js';
import type { Running } from './running.js';
import { OBTAIN_RATES } from './steps.js';

/**
 * Asks for rates until policy or a person has taken one.
 *
 * A person's answer never buys what was listed: those rates are stale by then. New ones are asked for, and the service
 * that was chosen is bought inside the price guard, measured against what the person saw.
 */
export async function obtainRates(shipment: Running): Promise<void> {
  while (shipment.state.state === 'RECEIVED' || shipment.state.state === 'RATING') {
    if (shipment.state.state === 'RECEIVED') move(shipment, 'RATING');
    const result = await askForRates(shipment);
    // Cancelled or closed meanwhile.
    if (!isRating(shipment)) return;
    const { ledgerId, isDryRun, isUnderway, list, offer, question } = result;
    shipment.state = {
      ...shipment.state,
      ledgerId,
      ...(isDryRun === undefined ? {} : { isDryRun }),
      ...(list === undefined ? {} : { list }),
    };
    const isDirect = shipment.input.request.channel.type === 'DIRECT_FULFILLMENT';
    if (isUnderway !== true && shipment.state.cancellation !== undefined) move(shipment, 'CANCELLED');
    else if (isUnderway === true || isDirect) move(shipment, 'PURCHASING');
    else if (offer !== undefined) take(shipment, offer);
    else if (question !== undefined) await askPerson(shipment, question);
  }
}

const isRating = ({ state }: Running): boolean => state.state === 'RATING';

async function askForRates(shipment: Running): Promise<ObtainRatesResult> {
  const step: AskingStep = {
    name: OBTAIN_RATES,
    without: ['done-elsewhere'],
    isOver: () => !isRating(shipment),
    correct: (data) => {
      shipment.state = corrected(shipment.state, data);
    },
  };
  const done = await untilDone(asking(shipment), step, () => {
    const { ledgerId, choice, approved, overrule, additionalInputs } = shipment.state;
    return activities(shipment, 'Ask for rates').obtainRates({
      ...who(shipment),
      request: requestOf(shipment),
      additionalInputs,
      policy: shipment.input.policy,
      ...(ledgerId === undefined ? {} : { ledgerId }),
      ...(choice === undefined ? {} : { choice }),
      ...(approved === undefined ? {} : { approved }),
      ...(overrule === undefined ? {} : { overrule }),
    });
  });
  if ('result' in done) return done.result;
  throw new RangeError(`${OBTAIN_RATES} cannot be ended by ${done.endedBy.answer}.`);
}

/** The first one that is taken, by policy or for a person's choice, is what all later ones are measured against. */
function take(shipment: Running, offer: Offer): void {
  const { carrierId, carrierName, serviceId, serviceName, promise, total, valueAddedServices } = offer;
  const { missing, ...state } = shipment.state;
  const isFirst = state.approved === undefined || state.approved.seenAt !== undefined;
  shipment.state = {
    ...state,
    offer,
    ...(isFirst
      ? { approved: { carrierId, carrierName, serviceId, serviceName, promise, total, valueAddedServices } }
      : {}),
    approvedBy: state.approvedBy ?? 'policy',
  };
  move(shipment, 'PURCHASING');
}

async function askPerson(shipment: Running, { kind, message, fields }: RateQuestion): Promise<void> {
  const { packages, shipmentReference } = shipment.input;
  if (fields !== undefined) shipment.state = { ...shipment.state, missing: fields };
  const others = packages === undefined || packages < 2 ? '' : ` One of ${packages} packages: others may be bought.`;
  const answer = await ask(
    asking(shipment),
    { name: OBTAIN_RATES },
    { kind, message: `${shipmentReference}: ${message}${others}`, details: {} },
  );
  if (answer === undefined) return;
  const chosen = answer.answer === 'choose' ? choiceFrom(shipment.state, answer.data) : undefined;
  if (answer.answer === 'retry' && answer.data !== undefined) shipment.state = corrected(shipment.state, answer.data);
  shipment.state = { ...shipment.state, newRates: 0 };
  if (chosen === undefined) return;
  shipment.state = { ...shipment.state, ...chosen, approvedBy: answer.actor };
}

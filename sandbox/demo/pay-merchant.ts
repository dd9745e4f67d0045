import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { PayKey } from '../amazon/pay/pay-key.js';

/** A merchant of Amazon Pay, made for this run. */
export interface PayMerchant {
  /** What Amazon Pay knows of it. */
  key: PayKey;
  /** The variables that make the product its sender of notices. */
  environment: Readonly<Record<string, string>>;
}

/** Makes a key pair; the private key goes to a file that only this user can read. */
export function makePayMerchant(directory: string, endpoint: string): PayMerchant {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const file = join(directory, 'amazon-pay.pem');
  writeFileSync(file, privateKey, { mode: 0o600 });
  const publicKeyId = 'SANDBOX-DEMO';
  return {
    key: { publicKeyId, publicKey },
    environment: {
      AMAZON_PAY_ENDPOINT: endpoint,
      AMAZON_PAY_REGION: 'EU',
      AMAZON_PAY_ENVIRONMENT: 'sandbox',
      AMAZON_PAY_PUBLIC_KEY_ID: publicKeyId,
      AMAZON_PAY_PRIVATE_KEY_FILE: file,
    },
  };
}

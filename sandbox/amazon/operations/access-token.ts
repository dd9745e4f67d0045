import type { Credentials } from '../options.js';
import type { Answer } from '../replies.js';
import type { World } from '../world.js';

/** Path of the token endpoint of Login with Amazon. */
export const accessTokenPath = '/auth/o2/token';

/** Login with Amazon: a refresh token and the client's credentials for an access token. Errors have a shape of their own. */
export function accessToken(world: World, parameters: Readonly<Record<string, unknown>>): Answer {
  const { credentials } = world.settings;
  const fault = faultOf(parameters, credentials);
  if (fault !== undefined) return lwaError(fault.status, fault.error, fault.description);
  const { token, expiresInSeconds } = world.tokens.issueAccessToken();
  return {
    status: 200,
    body: {
      access_token: token,
      token_type: 'bearer',
      expires_in: expiresInSeconds,
      refresh_token: credentials.refreshToken,
    },
  };
}

/** An answer in the shape of Login with Amazon. */
export function lwaError(status: number, error: string, description: string): Answer {
  return { status, body: { error, error_description: description } };
}

function faultOf(
  parameters: Readonly<Record<string, unknown>>,
  credentials: Credentials,
): { status: number; error: string; description: string } | undefined {
  for (const name of ['grant_type', 'refresh_token', 'client_id', 'client_secret']) {
    if (typeof parameters[name] !== 'string' || parameters[name] === '') {
      return {
        status: 400,
        error: 'invalid_request',
        description: `The request is missing a required parameter: ${name}`,
      };
    }
  }
  if (parameters['grant_type'] !== 'refresh_token') {
    return { status: 400, error: 'unsupported_grant_type', description: 'The grant type is not supported' };
  }
  if (parameters['client_id'] !== credentials.clientId || parameters['client_secret'] !== credentials.clientSecret) {
    return { status: 401, error: 'invalid_client', description: 'Client authentication failed' };
  }
  if (parameters['refresh_token'] !== credentials.refreshToken) {
    return { status: 400, error: 'invalid_grant', description: 'The refresh token is invalid' };
  }
  return undefined;
}

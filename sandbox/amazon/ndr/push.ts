/** How a push proves where it is from: one of the four mechanisms of the guide; the third in both of its forms. */
export type PushAuthentication =
  | { readonly kind: 'api-key'; readonly header: string; readonly key: string }
  | { readonly kind: 'query-parameter'; readonly name: string; readonly key: string }
  | { readonly kind: 'basic'; readonly username: string; readonly password: string }
  | {
      readonly kind: 'password-headers';
      readonly usernameHeader: string;
      readonly passwordHeader: string;
      readonly username: string;
      readonly password: string;
    }
  | { readonly kind: 'oauth'; readonly tokenUrl: string; readonly clientId: string; readonly clientSecret: string }
  | { readonly kind: 'bearer'; readonly token: string }
  | { readonly kind: 'none' };

/** Where pushes go. */
export interface PushTarget {
  readonly url: string;
  readonly authentication: PushAuthentication;
  /** Default POST. */
  readonly method?: 'POST' | 'PUT';
  /** Default `application/json`. */
  readonly contentType?: string;
}

/** Sends a body once. Answers the status; 0 when there was none. */
export async function push(body: string, target: PushTarget): Promise<number> {
  const { authentication, method = 'POST', contentType = 'application/json' } = target;
  const url = new URL(target.url);
  const headers = new Headers({ 'content-type': contentType, 'user-agent': 'Amazon/EventBridge/ApiDestinations' });
  switch (authentication.kind) {
    case 'api-key':
      headers.set(authentication.header, authentication.key);
      break;
    case 'query-parameter':
      url.searchParams.set(authentication.name, authentication.key);
      break;
    case 'basic':
      headers.set('authorization', basic(authentication.username, authentication.password));
      break;
    case 'password-headers':
      headers.set(authentication.usernameHeader, authentication.username);
      headers.set(authentication.passwordHeader, authentication.password);
      break;
    case 'oauth': {
      const token = await accessToken(authentication);
      if (token === undefined) return 401;
      headers.set('authorization', `Bearer ${token}`);
      break;
    }
    case 'bearer':
      headers.set('authorization', `Bearer ${authentication.token}`);
      break;
    case 'none':
      break;
  }
  try {
    const response = await fetch(url, { method, headers, body });
    await response.body?.cancel();
    return response.status;
  } catch {
    return 0;
  }
}

const basic = (username: string, password: string): string =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;

/** Client credentials, with the secret in the header. */
async function accessToken({
  tokenUrl,
  clientId,
  clientSecret,
}: Extract<PushAuthentication, { kind: 'oauth' }>): Promise<string | undefined> {
  try {
    const response = await fetch(tokenUrl, {
      method: 'POST',
      headers: { authorization: basic(clientId, clientSecret) },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    });
    const answer = (await response.json()) as { access_token?: string };
    return answer.access_token;
  } catch {
    return undefined;
  }
}

import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a request looked like on the wire. */
export interface WireRequest {
  method: string;
  url: string;
  headers: http.IncomingHttpHeaders;
  body: string;
}

/** A server on loopback that keeps what it was asked. */
export interface HttpServer {
  url: string;
  requests: WireRequest[];
  /** How many connections were opened. */
  connections(): number;
  close(): Promise<void>;
}

/** @param answer - Runs once the whole request has arrived. */
export async function startHttpServer(
  answer: (response: http.ServerResponse, request: WireRequest) => void,
): Promise<HttpServer> {
  const requests: WireRequest[] = [];
  let connections = 0;
  const server = http.createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const { method = '', url = '', headers } = incoming;
      const request = { method, url, headers, body: Buffer.concat(chunks).toString('utf8') };
      requests.push(request);
      answer(response, request);
    });
  });
  server.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    connections: () => connections,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const UNTRUSTED = 'certificate|self.signed|CERT_';
const NO_CONNECTION =
  'ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ENETUNREACH|ENETDOWN|EHOSTUNREACH|EHOSTDOWN|UND_ERR_CONNECT_TIMEOUT|EPROTO|Proxy response|ERR_(INTERNET|NAME|ADDRESS|CONNECTION_REFUSED|PROXY|TUNNEL|SSL)';
const IN_WORDS =
  'ConnectionRefused|unable to connect|connection error|connection failed|error sending request|dns error|getaddrinfo';

/** Whoever is at the other end is not trusted: asking again at once changes nothing about that. */
export const isUntrusted = (said: string) => new RegExp(UNTRUSTED, 'i').test(said);

/** No connection came about at all, as the runtime says it. */
export const isUnreachable = (said: string) => new RegExp(`${UNTRUSTED}|${NO_CONNECTION}`, 'i').test(said);

/** The same, as the CLIs say it. */
export const SAYS_UNREACHABLE = new RegExp(`${UNTRUSTED}|${NO_CONNECTION}|${IN_WORDS}`, 'i');

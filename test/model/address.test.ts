import { expect, test } from 'vitest';
import { addressProblem, endpointKey, isThisMachine } from '../../src/model/address.ts';

test.each([
  ['https://api.example.com/v1', true],
  ['http://localhost:11434/v1', true],
  ['http://127.0.0.1:8080', true],
  ['http://[::1]:8080', true],
  ['http://localhost.evil.test', false],
  ['http://127.0.0.1.evil.test', false],
  ['http://10.0.0.1', false],
  ['http://169.254.169.254/latest', false],
  ['https://me:pw@example.com', false],
  ['file:///etc/passwd', false],
  ['javascript:alert(1)', false],
  ['', false],
])('%j may be asked: %j', (url, may) => {
  expect(addressProblem(url) === undefined).toBe(may);
});

test.each([
  ['http://localhost:11434/v1', true],
  ['http://127.0.0.1', true],
  ['https://[::1]:8080/v1', true],
  ['http://127.0.0.1.evil.test', false],
  ['http://localhost.evil.test', false],
  ['http://10.0.0.1', false],
  ['localhost', false],
  ['', false],
])('%j is on this machine: %j', (url, here) => {
  expect(isThisMachine(url)).toBe(here);
});

test("an endpoint's key is a variable that a shell takes", () => {
  expect(endpointKey('deep-seek')).toBe('BARO_KEY_DEEP_SEEK');
});

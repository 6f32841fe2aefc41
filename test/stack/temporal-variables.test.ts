import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadTemporalConfig } from '../../stack/config/temporal-variables';
import { inTemporaryFolder } from './programs';

// Nobody's own profiles.
const none = { TEMPORAL_CONFIG_FILE: '/no/such/file.toml' };
const load = (env: Record<string, string>) => loadTemporalConfig({ ...none, ...env });

describe('TEMPORAL_*', () => {
  it('may all be absent, or empty', () => {
    expect(load({})).toEqual(load({ TEMPORAL_ADDRESS: '', TEMPORAL_NAMESPACE: '', TEMPORAL_TLS: '' }));
    expect(load({}).connectionOptions.tls).toBeUndefined();
  });

  it.each(['localhost:7233', 'temporal.example', '127.0.0.1:7233', '[::1]:7233', 'ns.acct.tmprl.cloud:7233'])(
    'TEMPORAL_ADDRESS may be %s',
    (TEMPORAL_ADDRESS) => {
      expect(load({ TEMPORAL_ADDRESS }).connectionOptions.address).toBe(TEMPORAL_ADDRESS);
    },
  );

  it('TEMPORAL_TLS switches encryption on and off, and an API key needs it', () => {
    expect(load({ TEMPORAL_TLS: 'true' }).connectionOptions.tls).toEqual({});
    expect(load({ TEMPORAL_TLS: '0' }).connectionOptions.tls).toBe(false);
    expect(load({ TEMPORAL_API_KEY: 'key' }).connectionOptions.tls).toBe(true);
  });

  it.each([
    [{ TEMPORAL_TLS: 'yes' }, /TEMPORAL_TLS: it is "yes"; allowed: true, false, 1 or 0/],
    [{ TEMPORAL_TLS_DISABLE_HOST_VERIFICATION: 'no' }, /TEMPORAL_TLS_DISABLE_HOST_VERIFICATION: it is "no"/],
    [{ TEMPORAL_ADDRESS: 'http://h:7233' }, /TEMPORAL_ADDRESS: it is "http:\/\/h:7233"; allowed: host:port/],
    [{ TEMPORAL_ADDRESS: 'h:port' }, /TEMPORAL_ADDRESS: it is "h:port"/],
    [
      { TEMPORAL_TLS_CLIENT_CERT_PATH: '/no/cert.pem', TEMPORAL_TLS_CLIENT_KEY_PATH: '/no/key.pem' },
      /CLIENT_CERT_PATH: it names \/no\/cert\.pem, which cannot be read \(ENOENT\)\n.*CLIENT_KEY_PATH: it names/,
    ],
    [{ TEMPORAL_TLS_SERVER_CA_CERT_PATH: '/no/ca.pem' }, /TEMPORAL_TLS_SERVER_CA_CERT_PATH: it names/],
    [{ TEMPORAL_TLS_CLIENT_CERT_DATA: 'x' }, /TEMPORAL_TLS_CLIENT_KEY_PATH: it is not set/],
    [{ TEMPORAL_TLS_CLIENT_KEY_DATA: 'x' }, /TEMPORAL_TLS_CLIENT_CERT_PATH: it is not set/],
    [{ TEMPORAL_PROFILE: 'prod' }, /TEMPORAL_PROFILE: it is "prod"; \/no\/such\/file\.toml has no such/],
  ])('a wrong one is named, with what is allowed: %j', (env, message) => {
    expect(() => load(env)).toThrow(message);
    expect(() => load(env)).toThrow(/^The environment cannot be used:\n[\s\S]*start again\.$/);
  });

  it('a profile is read from the file, and one that cannot be is refused without showing it', () =>
    inTemporaryFolder(async (folder) => {
      const TEMPORAL_CONFIG_FILE = join(folder, 'temporal.toml');
      const withFile = (text: string) => {
        writeFileSync(TEMPORAL_CONFIG_FILE, text);
        return () => load({ TEMPORAL_CONFIG_FILE, TEMPORAL_PROFILE: 'prod' });
      };
      const prod = withFile('[profile.prod]\naddress = "h:1"\nnamespace = "n"\n')();
      expect([prod.connectionOptions.address, prod.namespace]).toEqual(['h:1', 'n']);
      for (const text of ['', '[profile.prod]\napi_key = "hunter2" x']) {
        expect(withFile(text)).toThrow(/TEMPORAL_CONFIG_FILE: .*temporal\.toml cannot be used/);
        expect(withFile(text)).not.toThrow(/hunter2/);
      }
    }));
});

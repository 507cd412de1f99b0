// Calls the emulator with Tencent Cloud's official SDK for Node.js: who am I, make a user with a key, see the key
// under its own name, and be refused what a user without policies may not do. Arguments: host:port, id, key.
const tencentcloud = require("tencentcloud-sdk-nodejs");
const [endpoint, secretId, secretKey] = process.argv.slice(2);

function client(service, version, credential) {
  const { Client } = tencentcloud[service][version];
  return new Client({
    credential,
    region: "ap-guangzhou",
    profile: { httpProfile: { endpoint, protocol: "http://" } },
  });
}

function expect(holds, what) {
  if (!holds) throw new Error(what);
  console.log(`ok  ${what}`);
}

async function main() {
  const root = { secretId, secretKey };
  const me = await client("sts", "v20180813", root).GetCallerIdentity({});
  expect(me.Type === "RootAccount", "the root key is the root's");
  const cam = client("cam", "v20190116", root);
  const name = `node-${process.pid}`;
  const user = await cam.AddUser({ Name: name, UseApi: 1 });
  const keys = await cam.ListAccessKeys({ TargetUin: user.Uin });
  expect(keys.AccessKeys[0].AccessKeyId === user.SecretId, "a user has the key that was made");
  const own = { secretId: user.SecretId, secretKey: user.SecretKey };
  const they = await client("sts", "v20180813", own).GetCallerIdentity({});
  expect(they.UserId === String(user.Uin), "the new key is the user's");
  const code = await client("cam", "v20190116", own).ListUsers({}).then(() => "", (error) => error.code);
  expect(code === "AuthFailure.UnauthorizedOperation", "a user without policies may not list users");
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});

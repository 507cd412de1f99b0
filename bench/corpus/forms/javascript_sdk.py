"""JavaScript and TypeScript: constructors of the clouds' libraries and of mini programs."""

from corpus.model import Form

FORMS = (
    Form(
        "javascript/tencentcloud-client-config",
        "ocr.js sms.js index.js",
        "tencent",
        """⟦head⟧const tencentcloud = require("tencentcloud-sdk-nodejs");
const SmsClient = tencentcloud.sms.v20210111.Client;

const client = new SmsClient({
  credential: {
    // ⟦cmt⟧
    secretId: ⟦id.q⟧,
    secretKey: ⟦sec.q⟧,
  },
  region: "⟦region⟧",
  profile: { httpProfile: { endpoint: "sms.tencentcloudapi.com" } },
});
⟦tail⟧""",
    ),
    Form(
        "javascript/cos-nodejs",
        "cos.js upload.js deploy.js",
        "tencent",
        """⟦head⟧var COS = require('cos-nodejs-sdk-v5');
var cos = new COS({
⟦pick:    SecretId: ⟦id.q⟧,
    SecretKey: ⟦sec.q⟧¦    SecretKey: ⟦sec.q⟧,
    Protocol: 'https:',
    SecretId: ⟦id.q⟧⟧,
});
cos.putObject({ Bucket: '⟦bucket⟧', Region: '⟦region⟧', Key: '⟦hex:32⟧.png' }, function (err, data) {
    console.log(err || data.ETag);
});
⟦tail⟧""",
    ),
    Form(
        "javascript/cos-get-authorization",
        "index.js sts-demo.js",
        "tencent:temporary",
        """⟦head⟧const cos = new COS({
  getAuthorization: function (options, callback) {
    callback({
      TmpSecretId: ⟦id.q⟧,
      TmpSecretKey: ⟦sec.q⟧,
      ⟦pick:SecurityToken¦XCosSecurityToken⟧: ⟦tok.q⟧,
      StartTime: ⟦ts⟧,
      ExpiredTime: ⟦ts⟧,
    });
  },
});
⟦tail⟧""",
    ),
    Form(
        "javascript/aws-config-update",
        "s3.js aws.js upload.js",
        "aws",
        """⟦head⟧const AWS = require('aws-sdk');

AWS.config.update({
  accessKeyId: ⟦id.q⟧,
  secretAccessKey: ⟦sec.q⟧,
  region: '⟦region⟧',
});
const s3 = new AWS.S3({ params: { Bucket: '⟦bucket⟧' } });
s3.headObject({ Key: '⟦uuid⟧' }).promise().then((d) => console.log(d.ETag, '⟦hex:32⟧'));
⟦tail⟧""",
    ),
    Form(
        "typescript/s3-client-v3",
        "s3.ts storage.service.ts bucket.ts",
        "aws tencent alibaba huawei volcengine qiniu",
        """⟦head⟧import { S3Client } from "@aws-sdk/client-s3";

export const s3 = new S3Client({
  region: "⟦region⟧",
  endpoint: "https://⟦endpoint⟧",
  credentials: {
    accessKeyId: "⟦id⟧",
    secretAccessKey: "⟦sec⟧",
  },
});

export const objectKey = (name: string): string => `⟦word⟧/${name}-⟦hex:8⟧`;
⟦tail⟧""",
    ),
    Form(
        "javascript/aws-credentials-positional",
        "polly.js legacy.js",
        "aws",
        """⟦head⟧const AWS = require('aws-sdk');
// ⟦cmt⟧
const creds = new AWS.Credentials(⟦id.q⟧, ⟦sec.q⟧);
const polly = new AWS.Polly({ credentials: creds, region: '⟦region⟧' });
⟦tail⟧""",
    ),
    Form(
        "javascript/ali-oss",
        "oss.js upload.vue aliyun.js",
        "alibaba",
        """⟦head⟧const OSS = require('ali-oss');

const client = new OSS({
  region: 'oss-⟦region⟧',
  // ⟦cmt⟧
  accessKeyId: ⟦id.q⟧,
  accessKeySecret: ⟦sec.q⟧,
  bucket: '⟦bucket⟧',
});
export const put = (file) => client.put(`⟦word⟧/${Date.now()}-⟦hex:8⟧`, file);
⟦tail⟧""",
    ),
    Form(
        "javascript/pop-core",
        "sms.js rpc.js",
        "alibaba",
        """⟦head⟧const Core = require('@alicloud/pop-core');

var client = new Core({
  accessKeyId: ⟦id.q⟧,
  accessKeySecret: ⟦sec.q⟧,
  endpoint: 'https://dysmsapi.aliyuncs.com',
  apiVersion: '2017-05-25',
});
var params = { TemplateCode: 'SMS_⟦num:9⟧', SignName: '⟦cmt⟧' };
⟦tail⟧""",
    ),
    Form(
        "javascript/oss-sts-response",
        "mock.js sts.js",
        "alibaba:temporary",
        """⟦head⟧module.exports = {
  'POST /api/sts': {
    RequestId: '⟦UUID⟧',
    Credentials: {
      SecurityToken: ⟦tok.q⟧,
      AccessKeyId: ⟦id.q⟧,
      AccessKeySecret: ⟦sec.q⟧,
      Expiration: '⟦date⟧T⟦time⟧Z',
    },
  },
};
""",
    ),
    Form(
        "javascript/qiniu-mac",
        "qiniu.js kodo.js",
        "qiniu",
        """⟦head⟧const qiniu = require('qiniu');

const accessKey = ⟦id.q⟧;
const secretKey = ⟦sec.q⟧;
const mac = new qiniu.auth.digest.Mac(accessKey, secretKey);
const policy = new qiniu.rs.PutPolicy({ scope: '⟦bucket⟧' });
⟦tail⟧""",
    ),
    Form(
        "javascript/mini-program-page",
        "app.js index.js login.js",
        "wechat",
        """⟦head⟧Page({
  data: { openid: '', nick: '⟦cmt⟧' },
  login() {
    wx.login({
      success: (res) => {
        const appid = ⟦id.q⟧;
        const secret = ⟦sec.q⟧;
        wx.request({
          url: 'https://api.weixin.qq.com/sns/jscode2session?appid=' + appid + '&secret=' + secret
            + '&js_code=' + res.code + '&grant_type=authorization_code',
        });
      },
    });
  },
});
""",
    ),
    Form(
        "javascript/mini-program-url",
        "cloudfunctions-login.js auth.js",
        "wechat",
        """⟦head⟧exports.main = async (event) => {
  const url = `https://api.weixin.qq.com/sns/jscode2session?appid=⟦id⟧&secret=⟦sec⟧&js_code=${event.code}"""
        """&grant_type=authorization_code`;
  const { data } = await axios.get(url);
  return { openid: data.openid, trace: '⟦uuid⟧' };
};
""",
    ),
    Form(
        "javascript/mini-program-cos",
        "upload.js cos-wx.js",
        "tencent",
        """⟦head⟧var COS = require('../../lib/cos-wx-sdk-v5.js');
// ⟦cmt⟧
var config = { Bucket: '⟦bucket⟧', Region: '⟦region⟧' };
var cos = new COS({
  SecretId: ⟦id.q⟧,
  SecretKey: ⟦sec.q⟧,
  SimpleUploadMethod: 'putObject',
});
module.exports = { cos, config };
""",
    ),
    Form(
        "javascript/gen-test-usersig",
        "GenerateTestUserSig.js debug.js",
        "trtc",
        """/*
 * 腾讯云 SDKAppId，需要替换为您自己账号下的 SDKAppId。
 */
const SDKAPPID = ⟦id⟧;

/**
 * 签名过期时间，建议不要设置的过短
 */
const EXPIRETIME = 604800;

/**
 * 计算签名用的加密密钥
 * 注意：该方案仅适用于调试Demo
 */
const SECRETKEY = ⟦sec.q⟧;

function genTestUserSig(userID) {
  const generator = new LibGenerateTestUserSig(SDKAPPID, SECRETKEY, EXPIRETIME);
  return { sdkAppID: SDKAPPID, userSig: generator.genTestUserSig(userID) };
}
""",
    ),
)

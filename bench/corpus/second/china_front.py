"""Tencent Cloud keys in JavaScript, TypeScript, Vue and PHP programs."""

from corpus.model import Form

FORMS = (
    Form(
        "javascript/node-sdk-tmt-client-config",
        "translate.js tmt.js",
        "tencent",
        """const tencentcloud = require("tencentcloud-sdk-nodejs");
const TmtClient = tencentcloud.tmt.v20180321.Client;

const clientConfig = {
  credential: {
    secretId: "⟦id⟧",
    secretKey: "⟦sec⟧",
  },
  region: "ap-beijing",
  profile: { httpProfile: { endpoint: "tmt.tencentcloudapi.com" } },
};

const client = new TmtClient(clientConfig);
module.exports = async (text) => {
  const data = await client.TextTranslate({ SourceText: text, Source: "zh", Target: "en", ProjectId: 0 });
  return data.TargetText;
};
""",
    ),
    Form(
        "javascript/wechat-miniprogram-cos-upload-page",
        "pages/upload/upload.js pages/index/index.js",
        "tencent",
        """const app = getApp()
var COS = require('../../lib/cos-wx-sdk-v5.js')

// 签名先放前端，后面改成云函数
var cos = new COS({ SecretId: '⟦id⟧', SecretKey: '⟦sec⟧' });

Page({
  data: { imgUrl: '', openid: 'o⟦url64:27⟧', progress: 0 },
  chooseImage() {
    wx.chooseImage({
      count: 1,
      sizeType: ['compressed'],
      success: (res) => {
        const filePath = res.tempFilePaths[0]
        cos.postObject({
          Bucket: '⟦word⟧-⟦appid⟧', Region: 'ap-guangzhou',
          Key: Date.now() + '.png', FilePath: filePath,
          onProgress: (info) => this.setData({ progress: info.percent })
        }, (err, data) => { console.log(err || data) })
      }
    })
  }
})
""",
    ),
    Form(
        "typescript/nest-cos-provider-factory",
        "cos.module.ts storage.provider.ts",
        "tencent",
        """import { Module } from '@nestjs/common';
import COS from 'cos-nodejs-sdk-v5';

export const COS_CLIENT = Symbol('COS_CLIENT');

@Module({
  providers: [
    {
      provide: COS_CLIENT,
      useFactory: (): COS =>
        new COS({
          SecretId: process.env.COS_SECRET_ID || '⟦id⟧',
          SecretKey: process.env.COS_SECRET_KEY || '⟦sec⟧',
          FileParallelLimit: 3,
          ChunkSize: 1024 * 1024 * 8,
        }),
    },
  ],
  exports: [COS_CLIENT],
})
export class CosModule {}
""",
    ),
    Form(
        "vue/cos-js-sdk-in-single-file-component",
        "Uploader.vue ImgUpload.vue",
        "tencent",
        """<template>
  <el-upload action="#" :http-request="upload" :show-file-list="false">
    <img v-if="url" :src="url" class="avatar">
  </el-upload>
</template>

<script>
import COS from 'cos-js-sdk-v5'
export default {
  name: 'Uploader',
  data () {
    return {
      url: '',
      bucket: '⟦app⟧-⟦appid⟧',
      SecretId:'⟦id⟧', // ⟦pick:身份识别ID¦密钥id¦secret id⟧
      SecretKey:'⟦sec⟧' // ⟦pick:身份密钥¦密钥key⟧
    }
  },
  methods: {
    upload ({ file }) {
      const cos = new COS({ SecretId: this.SecretId, SecretKey: this.SecretKey })
      const to = { Bucket: this.bucket, Region: 'ap-chengdu', Key: file.name }
      cos.putObject({ ...to, Body: file }, (err, data) => {
        this.url = err ? '' : 'https://' + data.Location
      })
    }
  }
}
</script>
<style scoped>.avatar{width:96px;border:1px dashed #d9d9d9}</style>
""",
    ),
    Form(
        "php/tencentcloud-sdk-captcha-check",
        "captcha.php CaptchaService.php",
        "tencent",
        """<?php
require_once __DIR__ . '/vendor/autoload.php';

use TencentCloud\\Common\\Credential;
use TencentCloud\\Captcha\\V20190722\\CaptchaClient;
use TencentCloud\\Captcha\\V20190722\\Models\\DescribeCaptchaResultRequest;

$cred = new Credential('⟦id⟧', '⟦sec⟧');
$client = new CaptchaClient($cred, "");
$req = new DescribeCaptchaResultRequest();
$req->fromJsonString(json_encode([
    'CaptchaType' => 9,
    'Ticket' => $_POST['ticket'],
    'UserIp' => $_SERVER['REMOTE_ADDR'],
    'Randstr' => $_POST['randstr'],
    'CaptchaAppId' => ⟦num:9⟧,
]));
$resp = $client->DescribeCaptchaResult($req);
echo $resp->CaptchaCode === 1 ? 'ok' : 'fail';
""",
    ),
    Form(
        "php/thinkphp-config-array-with-cos-block",
        "config/upload.php extra/cos.php",
        "tencent",
        """<?php
// +----------------------------------------------------------------------
// | 上传设置  ⟦date⟧
// +----------------------------------------------------------------------
return [
    'driver'   => 'cos',
    'max_size' => 20971520,
    'ext'      => 'jpg,png,gif,mp4',
    'cos'      => [
        'appid'      => '⟦appid⟧',
        'secret_id'  => '⟦id⟧',
        'secret_key' => '⟦sec⟧',
        'bucket'     => '⟦word⟧',
        'region'     => 'ap-shanghai',
        'domain'     => 'https://img.example.com',
    ],
    'hash'     => 'md5:⟦hex:32⟧',
];
""",
    ),
    Form(
        "javascript/only-the-secret-key-left-as-a-fallback",
        "sts.js server/sts.js",
        "tencent",
        """var STS = require('qcloud-cos-sts');

var config = {
    secretId: process.env.GROUP_SECRET_ID,
    secretKey: process.env.GROUP_SECRET_KEY || '⟦sec⟧',
    durationSeconds: 1800,
    bucket: '⟦word⟧-⟦appid⟧', // 腾讯云 COS
    allowPrefix: '⟦hex:8⟧/*',
};
STS.getCredential({ ...config, policy: require('./policy.json') }, console.log);
""",
    ),
    Form(
        "typescript/two-clouds-in-one-config-object",
        "storage.config.ts clouds.ts",
        "tencent",
        """export default {
  tencent: {
    SecretId: '⟦id⟧',
    SecretKey: '⟦sec⟧',
    Bucket: '⟦word⟧-⟦appid⟧',
  },
  aliyun: {
    accessKeyId: '⟦2.id⟧',
    accessKeySecret: '⟦2.sec⟧',
    bucket: '⟦word⟧',
  },
  etag: '⟦hex:32⟧',
};
""",
        extra="alibaba",
    ),
)

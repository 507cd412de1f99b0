"""Temporary keys of Tencent Cloud and Alibaba Cloud, and keys of Tencent's API Gateway."""

from corpus.model import Form

FORMS = (
    Form(
        "json/getfederationtoken-answer-pasted-in-docs",
        "response.json sts.json",
        "tencent:temporary",
        """{
  "Response": {
    "Credentials": {
      "Token": "⟦tok⟧",
      "TmpSecretId": "⟦id⟧",
      "TmpSecretKey": "⟦sec⟧"
    },
    "ExpiredTime": ⟦ts⟧,
    "Expiration": "⟦date⟧T⟦time⟧Z",
    "RequestId": "⟦uuid⟧"
  }
}
""",
    ),
    Form(
        "javascript/cos-get-authorization-callback-with-pasted-values",
        "cos.js upload.js",
        "tencent:temporary",
        """var cos = new COS({
    getAuthorization: function (options, callback) {
        // 先写死联调，接口好了再换  ⟦person⟧
        callback({
            TmpSecretId: '⟦id⟧',
            TmpSecretKey: '⟦sec⟧',
            XCosSecurityToken: '⟦tok⟧',
            StartTime: ⟦ts⟧,
            ExpiredTime: ⟦ts⟧,
            ScopeLimit: true,
        });
    }
});
cos.headBucket({ Bucket: '⟦word⟧-⟦appid⟧', Region: 'ap-beijing' }, console.log);
""",
    ),
    Form(
        "log/scf-event-printed-with-environment",
        "scf.log function.log",
        "tencent:temporary",
        """START RequestId: ⟦uuid⟧
Event RequestId: ⟦uuid⟧
environ({'TENCENTCLOUD_REGION': 'ap-guangzhou', 'TENCENTCLOUD_SECRETID': '⟦id⟧', \
'TENCENTCLOUD_SECRETKEY': '⟦sec⟧', 'TENCENTCLOUD_SESSIONTOKEN': '⟦tok⟧', 'SCF_RUNTIME': 'Python3.6'})
END RequestId: ⟦uuid⟧
Report RequestId: ⟦uuid⟧ Duration:⟦int:1:900⟧ms Memory:128MB MemUsage:⟦int:8:90⟧.3MB
""",
    ),
    Form(
        "shell/curl-metadata-of-a-cvm-role",
        "notes.sh metadata.txt",
        "tencent:temporary",
        """$ curl -s http://metadata.tencentyun.com/latest/meta-data/cam/security-credentials/⟦app⟧-role
{
    "TmpSecretId": "⟦id⟧",
    "TmpSecretKey": "⟦sec.slash⟧",
    "ExpiredTime": ⟦ts⟧,
    "Expiration": "⟦date⟧T⟦time⟧Z",
    "Token": "⟦tok⟧",
    "Code": "Success"
}
$ md5sum /etc/machine-id
⟦hex:32⟧  /etc/machine-id
""",
    ),
    Form(
        "go/new-token-credential-positional",
        "sts_test.go token.go",
        "tencent:temporary",
        """package main

import (
	"github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common"
)

// ⟦cmt⟧
func testCredential() *common.Credential {
	return common.NewTokenCredential(
		"⟦id⟧",
		"⟦sec⟧",
		"⟦tok⟧",
	)
}
""",
    ),
    Form(
        "env/tke-debug-session-exports",
        ".envrc debug.env",
        "tencent:temporary",
        """export KUBECONFIG=$PWD/kubeconfig
export TENCENTCLOUD_REGION=ap-shanghai
export TENCENTCLOUD_SECRET_ID='⟦id⟧'
export TENCENTCLOUD_SECRET_KEY='⟦sec⟧'
export TENCENTCLOUD_SECURITY_TOKEN='⟦tok⟧'
export TF_LOG=DEBUG
""",
    ),
    Form(
        "json/assumerole-answer-on-one-line",
        "assume_role.json token.json",
        "alibaba:temporary",
        """{"RequestId":"⟦UUID⟧","AssumedRoleUser":{"Arn":"acs:ram::⟦num:16⟧:role/⟦word⟧/⟦person⟧",\
"AssumedRoleId":"3⟦num:17⟧:⟦person⟧"},"Credentials":{"SecurityToken":"⟦tok⟧",\
"AccessKeyId":"⟦id⟧","AccessKeySecret":"⟦sec⟧","Expiration":"⟦date⟧T⟦time⟧Z"}}
""",
    ),
    Form(
        "javascript/ali-oss-browser-client-with-sts-token",
        "oss.js uploader.js",
        "alibaba:temporary",
        """import OSS from 'ali-oss'

export const client = new OSS({
  region: 'oss-cn-hangzhou',
  // 从STS服务获取的临时访问密钥
  accessKeyId: '⟦id⟧',
  accessKeySecret: '⟦sec⟧',
  stsToken: '⟦tok⟧',
  refreshSTSToken: async () => (await fetch('/sts')).json(),
  refreshSTSTokenInterval: 300000,
  bucket: '⟦word⟧-media',
})
""",
    ),
    Form(
        "python/oss2-stsauth-for-one-download",
        "fetch_oss.py sts_get.py",
        "alibaba:temporary",
        """import oss2

token = (
    "⟦tok⟧"
)
auth = oss2.StsAuth("⟦id⟧", "⟦sec⟧", token)
bucket = oss2.Bucket(auth, "https://oss-cn-beijing.aliyuncs.com", "⟦word⟧-backup")
bucket.get_object_to_file("db/⟦date⟧.sql.gz", "/tmp/⟦hex:12⟧.gz")
""",
    ),
    Form(
        "python/apigw-hmac-demo-from-console",
        "apigw.py call_market.py",
        "tencent-apigw",
        """# -*- coding: utf-8 -*-
import base64, datetime, hashlib, hmac
import requests

# 应用 ApiAppKey / ApiAppSecret
ApiAppKey = '⟦id⟧'
ApiAppSecret = '⟦sec⟧'
Url = 'https://service-⟦low:8⟧-⟦appid⟧.gz.apigw.tencentcs.com/release/⟦word⟧'

xdate = datetime.datetime.utcnow().strftime('%a, %d %b %Y %H:%M:%S GMT')
sign = hmac.new(ApiAppSecret.encode(), ('x-date: ' + xdate).encode(), hashlib.sha1).digest()
auth = 'hmac id="%s", algorithm="hmac-sha1", headers="x-date", signature="%s"' % (
    ApiAppKey, base64.b64encode(sign).decode())
print(requests.get(Url, headers={'x-date': xdate, 'Authorization': auth}).text)
""",
    ),
    Form(
        "java/cloud-market-idcard-check-with-secretid",
        "IdCardCheck.java MarketApi.java",
        "tencent-apigw",
        """public class IdCardCheck {
    public static void main(String[] args) throws Exception {
        //云市场分配的密钥Id
        String secretId = "⟦id⟧";
        //云市场分配的密钥Key
        String secretKey = "⟦sec⟧";
        String source = "market";
        String url = "https://service-⟦low:8⟧-⟦num:10⟧.ap-shanghai.apigateway.myqcloud.com/release/idcard/check";
        String traceId = "⟦hex:32⟧";
        System.out.println(calcAuthorization(source, secretId, secretKey) + traceId);
    }
}
""",
    ),
    Form(
        "yaml/spring-gateway-route-with-app-key",
        "application.yml gateway-⟦env⟧.yml",
        "tencent-apigw",
        """feign:
  client:
    config:
      default: {connectTimeout: 3000, readTimeout: 5000}
apigw:
  base-url: http://service-⟦low:8⟧-⟦appid⟧.sh.apigw.tencentcs.com
  api-app-key: ⟦id⟧
  api-app-secret: ⟦sec⟧
  usage-plan: usagePlan-⟦low:8⟧
logging.level.root: info
""",
    ),
    Form(
        "javascript/scf-apigw-call-with-object",
        "weather.js gateway.js",
        "tencent-apigw",
        """const crypto = require('crypto');
const axios = require('axios');

// 腾讯云 API 网关 密钥对
const gw = { id: "⟦id⟧", key: "⟦sec⟧", host: "service-⟦low:8⟧.gz.apigw.tencentcs.com" };

module.exports = async (city) => {
  const date = new Date().toUTCString();
  const sign = crypto.createHmac('sha1', gw.key).update(`x-date: ${date}`).digest('base64');
  const Authorization = `hmac id="${gw.id}", algorithm="hmac-sha1", headers="x-date", signature="${sign}"`;
  return axios.get(`https://${gw.host}/release/weather`, { headers: { 'x-date': date, Authorization } });
};
""",
    ),
    Form(
        "php/apigw-app-auth-defines",
        "gateway.php ocr_market.php",
        "tencent-apigw",
        """<?php
define('APIGW_APP_KEY', '⟦id⟧');
define('APIGW_APP_SECRET', '⟦sec⟧');
define('APIGW_URL', 'https://service-⟦low:8⟧-⟦appid⟧.bj.apigw.tencentcs.com/release/v1/bankcard');

$dateTime = gmdate("D, d M Y H:i:s T");
$md5 = base64_encode(md5($body = 'no=⟦num:16⟧', true));
$sign = base64_encode(hash_hmac('sha1', "x-date: $dateTime\\ncontent-md5: $md5", APIGW_APP_SECRET, true));
""",
    ),
    Form(
        "markdown/partner-handover-of-gateway-key",
        "接口文档.md api.md",
        "tencent-apigw",
        """## 三、鉴权

接口部署在腾讯云 API 网关上，使用密钥对认证（HMAC-SHA1）。

- 环境：`release`
- 地址：`https://service-⟦low:8⟧-⟦appid⟧.gz.apigw.tencentcs.com/release/⟦word⟧`
- SecretId: ⟦id⟧
- SecretKey: ⟦sec⟧

返回示例 `{"code":0,"traceId":"⟦hex:32⟧"}`
""",
    ),
)
